//! A command that is held: taken as it was written, refused with words, or handed over by a device that was taken out of use.

use super::super::release::{self, By, Decision};
use super::*;
use shared::sync::protocol::CommandResult;

/// The afternoon of the first of November 2026.
const WRITTEN: Instant = Instant::from_millis(1_793_520_000_000);

impl World {
    async fn admin_does(&self, name: &str, body: Value) {
        let admin = Acting::Account(account_id("admin"));
        accepted(submit(&self.state, &ScopeId::Deployment, name, body, admin).await.unwrap()).unwrap();
    }

    /// Ends what somebody is in a village with this day.
    async fn end_grant(&self, login: &str, to: &str) {
        let grants = self.state.store.read().await.unwrap().records(&ScopeId::Deployment, &Query::All("grant".into())).await.unwrap();
        let grant = grants.iter().find(|grant| grant.body["account"] == json!(account_id(login)) && grant.body["place"] == VILLAGE);
        self.admin_does("account.end_grant", json!({ "id": grant.unwrap().id, "to": to })).await;
    }

    async fn decide(&self, scope: &ScopeId, id: CommandId, decision: Decision) -> Result<CommandResult, &'static str> {
        release::decide(&self.state, scope, id, decision, By::default()).await.map_err(|problem| problem.code())
    }
}

fn written(hand: &mut Hand, scope: &ScopeId, body: &Value, at: Instant) -> Sent {
    let envelope = Envelope { device_time: at, ..hand.envelope(scope, "visit.record", body) };
    let proved = Proved::seal(&envelope, hand.key.as_ref()).unwrap();
    Sent { id: envelope.id, n: envelope.n, content: Content::Open(proved) }
}

#[tokio::test]
async fn what_was_written_before_the_grant_ended_is_taken_as_it_was_written() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    world.end_grant("cadre", "2026-11-02").await;
    let sent = written(&mut cadre, &scope, &visit("v", household), WRITTEN);
    let id = sent.id;
    let held = world.push(&cadre, &scope, vec![sent.clone()]).await.results.remove(0);
    assert_eq!(held.status, Status::Quarantined);
    let listener = world.state.hub.listen(&[scope.clone()].into());

    let taken = world.decide(&scope, id, Decision::Take).await.unwrap();
    assert_eq!((taken.status, taken.place, taken.n, taken.received_at), (Status::Accepted, held.place, held.n, held.received_at));
    assert!(taken.first_seq > 0 && taken.reason.is_none());
    assert_eq!(listener.next().await[0].head, taken.last_seq, "who waits is told");
    assert_eq!(world.push(&cadre, &scope, vec![sent]).await.results, [taken], "the device hears it by asking again");
    assert_eq!(world.decide(&scope, id, Decision::Take).await.unwrap_err(), "not_found", "decided once");
    let changes = world.pull(&world.hand("cadre2").await.asker(), &scope).await;
    let fed = changes.iter().find(|change| change.record.id == Id::derived(&["v"])).unwrap();
    assert_eq!(fed.record.body["by_name"], "赵甲子");
    world.clean().await;
}

#[tokio::test]
async fn what_nobody_had_a_right_to_stays_held_and_is_refused_with_words() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    world.end_grant("cadre", "2026-10-01").await;
    let sent = written(&mut cadre, &scope, &visit("v", household), WRITTEN);
    let id = sent.id;
    assert_eq!(world.push(&cadre, &scope, vec![sent.clone()]).await.results[0].status, Status::Quarantined);
    assert_eq!(world.decide(&scope, id, Decision::Take).await.unwrap_err(), "no_right_that_day", "a month after their last day");
    assert_eq!(release::find(&world.state, &scope, id).await.unwrap().unwrap().result.status, Status::Quarantined);

    let refused = world.decide(&scope, id, Decision::Refuse("已由別人補記".into())).await.unwrap();
    let reason = refused.reason.clone().unwrap();
    assert_eq!((refused.status, reason.code, reason.values["words"].as_str()), (Status::Rejected, RejectionCode::NotTaken, "已由別人補記"));
    assert_eq!(world.push(&cadre, &scope, vec![sent]).await.results, [refused]);
    assert_eq!(world.decide(&scope, id, Decision::Take).await.unwrap_err(), "stale");
    world.clean().await;
}

#[tokio::test]
async fn what_nobody_proved_is_never_taken() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    cadre.account = Some(account_id("committee"));
    let forged = written(&mut cadre, &scope, &visit("v", household), WRITTEN);
    let id = forged.id;
    assert_eq!(world.push(&cadre, &scope, vec![forged]).await.results[0].status, Status::Quarantined);
    assert_eq!(world.decide(&scope, id, Decision::Take).await.unwrap_err(), "bad_signature");
    world.clean().await;
}

#[tokio::test]
async fn a_revoked_device_hands_over_what_it_has_and_nothing_of_it_is_applied() {
    let world = world().await;
    let (scope, mut kiosk) = (village(VILLAGE), world.kiosk().await);
    let mut cadre = world.hand("cadre").await;
    let household = world.households(&scope).await[0];
    let phone = json!({ "id": cadre.device, "kind": "phone", "name": "手機" });
    accepted(submit(&world.state, &ScopeId::Deployment, "account.enrol_device", phone, Acting::System).await.unwrap()).unwrap();
    for device in [cadre.device, kiosk.device] {
        world.admin_does("account.revoke_device", json!({ "id": device })).await;
    }
    let idea = json!({ "id": Id::derived(&["idea"]), "text": "修一座橋", "submitted_on": "2026-11-20" });
    let (late, words) = (cadre.sent(&scope, "visit.record", &visit("v", household)), kiosk.sent(&scope, "idea.submit", &idea));
    let visited = late.id;
    let head = world.state.store.read().await.unwrap().scope(&scope).await.unwrap().unwrap().head.seq;
    for (hand, sent) in [(&cadre, late), (&kiosk, words)] {
        let answer = world.push(hand, &scope, vec![sent]).await;
        let told = answer.results[0].reason.as_ref().map(|reason| reason.code);
        assert_eq!((answer.results[0].status, told), (Status::Quarantined, Some(RejectionCode::DeviceRevoked)));
    }
    assert_eq!(world.state.store.read().await.unwrap().scope(&scope).await.unwrap().unwrap().head.seq, head);
    assert_eq!(world.decide(&scope, visited, Decision::Take).await.unwrap().status, Status::Accepted, "work that was done counts");
    world.clean().await;
}
