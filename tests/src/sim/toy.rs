//! Toy rooms: one command for each way in which records meet, independent of the product's rooms.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::kernel::{AccountId, Id, Partition, Role, ScopeId, Violation, Violations};
use shared::sync::command::{Command, Context, Effects, FollowUp, Rules, run_as};
use shared::sync::record::{FieldEdit, Fields, Kind, Record, SetEdit, Write, fields};
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::sync::state::State;

const STAFF: &[Role] = &[Role::LinkedCadre, Role::VillageCommittee];
const COMMITTEE: &[Role] = &[Role::VillageCommittee];
const OFFICE: &[Role] = &[Role::Admin, Role::System];

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            $(#[doc = stringify!($field)] pub $field: $type,)*
        }
    };
}

shape! {
    /// Appended only.
    Note { text: String, card: Option<Id> }
}
shape! {
    /// Merged field by field, with two set fields.
    Card { name: Option<String>, phone: Option<String> }
}
shape! {
    /// Guarded.
    Gauge { value: i64 }
}
shape! {
    /// Published while open, without what is inner.
    Notice { title: String, inner: String, open: bool }
}
shape! {
    /// Sensitive.
    Illness { card: Id, text: String }
}
shape! {
    /// Never leaves the server.
    Secret { code: String }
}
shape! {
    /// Sent by a visitor.
    Idea { text: String, verdict: String }
}
shape! {
    /// What was counted.
    Census { notes: usize }
}
shape! {
    /// Who may do what where.
    Grant { account: AccountId, scope: ScopeId, role: Role, partitions: Vec<Partition>, ended: bool }
}

impl Kind for Note {
    const KIND: &'static str = "note";
    fn parent(&self) -> Option<Id> {
        self.card
    }
}
impl Kind for Card {
    const KIND: &'static str = "card";
}
impl Kind for Gauge {
    const KIND: &'static str = "gauge";
}
impl Kind for Notice {
    const KIND: &'static str = "notice";
    const PUBLISHED: bool = true;
    fn public(&self, _id: Id) -> Option<Fields> {
        self.open.then(|| fields(&json!({ "title": self.title })))
    }
}
impl Kind for Illness {
    const KIND: &'static str = "illness";
    const PARTITION: Partition = Partition::Sensitive;
    fn parent(&self) -> Option<Id> {
        Some(self.card)
    }
}
impl Kind for Secret {
    const KIND: &'static str = "secret";
    const PARTITION: Partition = Partition::Vault;
}
impl Kind for Idea {
    const KIND: &'static str = "idea";
}
impl Kind for Census {
    const KIND: &'static str = "census";
}
impl Kind for Grant {
    const KIND: &'static str = "grant";
    fn parent(&self) -> Option<Id> {
        Some(self.account.into())
    }
}

shape! {
    /// Append.
    AddNote { id: Id, card: Option<Id>, text: String }
}
shape! {
    /// Create a card.
    AddCard { id: Id, name: String }
}
shape! {
    /// Merge.
    EditCard { card: Id, edits: Vec<FieldEdit>, sets: Vec<SetEdit> }
}
shape! {
    /// Settle rivals.
    SettleCard { card: Id, field: String, value: Value }
}
shape! {
    /// Delete, unless something belongs to it.
    DropCard { card: Id, reason: String }
}
shape! {
    /// Compare and set.
    MoveGauge { id: Id, from: i64, to: i64 }
}
shape! {
    /// Post.
    PostNotice { id: Id, title: String, inner: String, open: bool }
}
shape! {
    /// Publish or take back.
    TurnNotice { id: Id, title: String, open: bool }
}
shape! {
    /// Writes in two partitions at once.
    AddIllness { id: Id, card: Id, text: String }
}
shape! {
    /// Writes the vault.
    SetSecret { card: Id, code: String }
}
shape! {
    /// A visitor's, compared with the vault where the server can open it.
    SendIdea { id: Id, card: Id, text: String, sealed: String }
}
shape! {
    /// Tells the other village.
    SendOver { id: Id, to: ScopeId, text: String }
}
shape! {
    /// The follow-up there.
    Arrive { id: Id, text: String }
}
shape! {
    /// Reads all of a kind.
    Count { id: Id }
}
shape! {
    /// In the deployment.
    GiveGrant { id: Id, account: AccountId, scope: ScopeId, role: Role, partitions: Vec<Partition> }
}
shape! {
    /// In the deployment.
    EndGrant { id: Id }
}

type Applied = Result<Effects, Rejection>;

macro_rules! command {
    ($name:ident, $wire:literal, $by:expr, |$own:ident, $state:ident, $context:ident| $apply:expr) => {
        command!($name, $wire, $by, |$own, $state, $context| $apply, |_own| Vec::new());
    };
    ($name:ident, $wire:literal, $by:expr, |$own:ident, $state:ident, $context:ident| $apply:expr, |$checked:ident| $check:expr) => {
        impl Command for $name {
            const NAME: &'static str = $wire;
            const BY: &'static [Role] = $by;
            fn check(&self) -> Vec<Violation> {
                let $checked = self;
                $check
            }
            fn apply(&self, $state: &dyn State, $context: &Context<'_>) -> Applied {
                let $own = self;
                $apply
            }
        }
    };
}

fn required(field: &str, text: &str) -> Vec<Violation> {
    let mut found = Violations::default();
    found.text(field, text, 100);
    found.finish()
}

#[expect(clippy::unnecessary_wraps, reason = "every rule ends with what it applies")]
fn one(write: Write) -> Applied {
    Ok(vec![write].into())
}

fn patch<T: Kind>(id: Id, patch: &Value) -> Write {
    Write::Patch { kind: T::KIND, id, fields: fields(patch) }
}

fn there<T: Kind>(state: &dyn State, id: Id) -> Result<T, Rejection> {
    state.one::<T>(id).map(|found| found.value).ok_or_else(|| RejectionCode::NotFound.into())
}

command!(
    AddNote,
    "toy.add_note",
    STAFF,
    |own, state, _context| {
        own.card.map(|card| there::<Card>(state, card)).transpose()?;
        one(Note { text: own.text.clone(), card: own.card }.create(own.id))
    },
    |own| required("text", &own.text)
);
command!(AddCard, "toy.add_card", STAFF, |own, _state, _context| {
    one(Card { name: Some(own.name.clone()), phone: None }.create(own.id))
});
command!(EditCard, "toy.edit_card", STAFF, |own, state, _context| {
    there::<Card>(state, own.card)?;
    one(Write::Merge { kind: Card::KIND, id: own.card, edits: own.edits.clone(), sets: own.sets.clone() })
});
command!(SettleCard, "toy.settle_card", STAFF, |own, _state, _context| {
    one(Write::Settle { kind: Card::KIND, id: own.card, field: own.field.clone(), value: own.value.clone() })
});
command!(DropCard, "toy.drop_card", COMMITTEE, |own, state, _context| {
    let notes = state.children::<Note>(own.card).len();
    if notes > 0 {
        return Err(Rejection::from(RejectionCode::Stale).with("notes", notes));
    }
    one(Write::Delete { kind: Card::KIND, id: own.card, reason: own.reason.clone() })
});
command!(MoveGauge, "toy.move_gauge", STAFF, |own, state, _context| {
    match state.one::<Gauge>(own.id).map(|found| found.value.value) {
        None if own.from == 0 => one(Gauge { value: own.to }.create(own.id)),
        Some(value) if value == own.from => one(patch::<Gauge>(own.id, &json!({ "value": own.to }))),
        current => Err(Rejection::from(RejectionCode::Stale).with("current", current.unwrap_or(0))),
    }
});
command!(PostNotice, "toy.post_notice", STAFF, |own, _state, _context| {
    one(Notice { title: own.title.clone(), inner: own.inner.clone(), open: own.open }.create(own.id))
});
command!(TurnNotice, "toy.turn_notice", STAFF, |own, state, _context| {
    there::<Notice>(state, own.id)?;
    one(patch::<Notice>(own.id, &json!({ "open": own.open, "title": own.title })))
});
command!(AddIllness, "toy.add_illness", COMMITTEE, |own, state, _context| {
    there::<Card>(state, own.card)?;
    let flag = SetEdit { field: "flags".to_owned(), add: vec![json!("ill")], remove: Vec::new() };
    let merge = Write::Merge { kind: Card::KIND, id: own.card, edits: Vec::new(), sets: vec![flag] };
    Ok(vec![Illness { card: own.card, text: own.text.clone() }.create(own.id), merge].into())
});
command!(SetSecret, "toy.set_secret", COMMITTEE, |own, state, _context| {
    let id = secret_of(own.card);
    match state.one::<Secret>(id) {
        Some(_) => one(patch::<Secret>(id, &json!({ "code": own.code }))),
        None => one(Secret { code: own.code.clone() }.create(id)),
    }
});
command!(SendIdea, "toy.send_idea", &[Role::Visitor], |own, state, context| {
    let verdict = match context.unseal {
        None => "to_be_checked",
        Some(opener) => match state.one::<Secret>(secret_of(own.card)) {
            None => "unknown",
            Some(secret) if opener.unseal(&own.sealed).as_ref() == Some(&secret.value.code) => "right",
            Some(_) => "wrong",
        },
    };
    one(Idea { text: own.text.clone(), verdict: verdict.to_owned() }.create(own.id))
});
command!(SendOver, "toy.send_over", COMMITTEE, |own, _state, _context| {
    let body = json!({ "id": Id::derived(&["over", &own.id.to_string()]), "text": own.text });
    let mut effects = Effects::from(vec![Note { text: own.text.clone(), card: None }.create(own.id)]);
    effects.follow_ups.push(FollowUp { scope: own.to.clone(), name: Arrive::NAME.to_owned(), body });
    Ok(effects)
});
command!(Arrive, "toy.arrive", &[Role::System], |own, _state, _context| {
    one(Note { text: own.text.clone(), card: None }.create(own.id))
});
command!(Count, "toy.count", STAFF, |own, state, _context| one(Census { notes: state.all::<Note>().len() }.create(own.id)));
command!(GiveGrant, "toy.give_grant", OFFICE, |own, _state, _context| {
    let (scope, partitions) = (own.scope.clone(), own.partitions.clone());
    one(Grant { account: own.account, scope, role: own.role, partitions, ended: false }.create(own.id))
});
command!(EndGrant, "toy.end_grant", OFFICE, |own, state, _context| {
    if there::<Grant>(state, own.id)?.ended {
        return Err(RejectionCode::Stale.into());
    }
    one(patch::<Grant>(own.id, &json!({ "ended": true })))
});

/// Where the secret of a card stands.
pub fn secret_of(card: Id) -> Id {
    Id::derived(&["secret", &card.to_string()])
}

/// The rules of all toy rooms.
#[derive(Debug, Clone, Copy)]
pub struct Toy;

macro_rules! dispatch {
    ($name:ident, $version:ident, $body:ident, $state:ident, $context:ident, [$($command:ident),*]) => {
        match $name {
            $($command::NAME => run_as::<$command>($version, $body, $state, $context),)*
            _ => Err(RejectionCode::UnknownCommand.into()),
        }
    };
}

impl Rules for Toy {
    fn run(&self, name: &str, version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Applied {
        dispatch!(
            name,
            version,
            body,
            state,
            context,
            [
                AddNote, AddCard, EditCard, SettleCard, DropCard, MoveGauge, PostNotice, TurnNotice, AddIllness, SetSecret, SendIdea,
                SendOver, Arrive, Count, GiveGrant, EndGrant
            ]
        )
    }

    fn publishes(&self, kind: &str) -> bool {
        kind == Notice::KIND && Notice::PUBLISHED
    }

    fn public(&self, record: &Record) -> Option<Fields> {
        let notice: Notice = serde_json::from_value(Value::Object(record.body.clone())).ok()?;
        (record.kind == Notice::KIND).then(|| notice.public(record.id)).flatten()
    }
}
