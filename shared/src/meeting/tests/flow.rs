//! A meeting from its opening to its record.

use super::*;

#[test]
fn a_whole_meeting_becomes_a_record_and_a_public_view_that_names_nobody_who_came() {
    let mut village = Village::default();
    let effects = village.run(Role::VillageCommittee, &hold(whole(30, 20, Subject::PublicWorks, votes(11, 5, 4)))).unwrap();
    assert_eq!(effects.questions.iter().map(|question| question.code.as_str()).collect::<Vec<_>>(), ["roll_differs"]);
    let held: HeldMeeting = village.one(id("會議"));
    let motion = &held.motions[0];
    assert_eq!((held.present.len(), motion.counts), (20, 1));
    let evaluation = motion.evaluation.clone().unwrap();
    assert_eq!((evaluation.verdict, motion.numbers.unwrap().members), (Verdict::Passed, Some(30)));
    let public = (&village.public as &dyn State).one::<PublicHeldMeeting>(id("會議")).unwrap().value;
    assert_eq!((public.expected, public.signed_in, public.motions[0].votes), (30, 20, votes(11, 5, 4)));
    assert_eq!((public.roll_hash, public.sign_in_hash), (held.roll_hash(), held.sign_in_hash()));
    let text = village.public.text();
    for private in ["代表000", &member(0).to_string(), &account(Role::VillageCommittee).to_string(), "M10 10", &held.salt] {
        assert!(!text.contains(private), "{private}");
    }
}

#[rstest]
#[case::passed(30, 20, votes(11, 9, 0), Verdict::Passed)]
#[case::half_is_not_more_than_half(30, 20, votes(10, 0, 10), Verdict::Rejected)]
#[case::one_too_few(30, 19, votes(19, 0, 0), Verdict::NoQuorum)]
fn the_result_is_the_laws(#[case] members: usize, #[case] present: usize, #[case] result: Votes, #[case] verdict: Verdict) {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &hold(whole(members, present, Subject::Other, result))).unwrap();
    assert_eq!(village.one::<HeldMeeting>(id("會議")).motions[0].evaluation.clone().unwrap().verdict, verdict);
}

#[test]
fn households_vote_on_a_levy() {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &hold(whole(30, 28, Subject::Levy, votes(60, 20, 4)))).unwrap();
    let numbers = village.one::<HeldMeeting>(id("會議")).motions[0].numbers.unwrap();
    assert_eq!((numbers.households, numbers.households_represented, numbers.votes_for), (Some(180), Some(84), 60));
    let mut conduct = Conduct::replay(&opened(MeetingBody::Representatives, 30, 28)).unwrap();
    conduct.take(&put(Subject::Levy)).unwrap();
    let secret = Event::VoteOpened { motion: id(MOTION), method: Method::Secret };
    assert_eq!(code(conduct.take(&secret)), "levy_is_open");
}

#[test]
fn those_recused_leave_the_base_and_stay_in_the_quorum() {
    let mut events = opened(MeetingBody::Representatives, 30, 20);
    events.push(put(Subject::Other));
    for number in 0..3 {
        events.push(Event::Recused { motion: id(MOTION), person: member(number), reason: "本人承包".to_owned() });
    }
    events.push(Event::RecusalTakenBack { motion: id(MOTION), person: member(2) });
    let mut conduct = Conduct::replay(&events).unwrap();
    conduct.take(&Event::VoteOpened { motion: id(MOTION), method: Method::Hands }).unwrap();
    assert_eq!(conduct.votes_of(id(MOTION)), 18);
    assert_eq!(code(conduct.take(&counted(Teller::First, votes(19, 0, 0)))), "more_votes_than_present");
    events.extend(hands(votes(10, 8, 0)));
    let conduct = Conduct::replay(&events).unwrap();
    let numbers = conduct.numbers(&conduct.motions()[0]).unwrap();
    assert_eq!((numbers.members_present, numbers.recused), (Some(20), 2));
    assert_eq!(conduct.evaluation(&conduct.motions()[0]).unwrap().unwrap().verdict, Verdict::Passed);
}

#[test]
fn two_tellers_must_agree_and_every_count_is_kept() {
    let mut conduct = Conduct::replay(&opened(MeetingBody::Representatives, 30, 20)).unwrap();
    conduct.take(&put(Subject::Other)).unwrap();
    conduct.take(&Event::VoteOpened { motion: id(MOTION), method: Method::Hands }).unwrap();
    assert_eq!(code(conduct.take(&Event::CountAgain { motion: id(MOTION) })), "not_counted");
    conduct.take(&counted(Teller::First, votes(12, 8, 0))).unwrap();
    assert_eq!(code(conduct.take(&counted(Teller::First, votes(13, 7, 0)))), "counted_already");
    assert_eq!(code(conduct.take(&Event::VoteClosed { motion: id(MOTION) })), "counts_differ");
    conduct.take(&counted(Teller::Second, votes(11, 9, 0))).unwrap();
    assert_eq!(code(conduct.take(&Event::VoteClosed { motion: id(MOTION) })), "counts_differ");
    assert_eq!(code(conduct.take(&signed_in(25))), "vote_open");
    conduct.take(&Event::CountAgain { motion: id(MOTION) }).unwrap();
    conduct.take(&counted(Teller::Second, votes(12, 8, 0))).unwrap();
    conduct.take(&counted(Teller::First, votes(12, 8, 0))).unwrap();
    conduct.take(&Event::VoteClosed { motion: id(MOTION) }).unwrap();
    let motion = &conduct.motions()[0];
    assert_eq!((motion.rounds.len(), motion.phase), (2, Phase::Closed(votes(12, 8, 0))));
    assert_eq!(motion.rounds[0], Round { first: Some(votes(12, 8, 0)), second: Some(votes(11, 9, 0)) });
}

#[rstest]
#[case::no_such_person(Event::SignedIn { person: id("無"), known: By::List, manner: Manner::InPerson }, "not_on_roll")]
#[case::twice(signed_in(0), "signed_in_already")]
#[case::left_who_never_came(Event::SignInUndone { person: member(9) }, "not_signed_in")]
#[case::opened_twice(Event::Opened(Box::new(opening(MeetingBody::Representatives, 3))), "meeting_open_already")]
#[case::signed_before_the_minutes(Event::Signed { signer: Signer::Chair, signature: Signature::Drawn { path: "M1 1".to_owned() } }, "not_concluded")]
#[case::an_item_that_is_not_there(Event::ItemBegun { item: 1 }, "not_found")]
#[case::a_proxy_without_a_name(Event::SignedIn { person: member(9), known: By::List, manner: Manner::Proxy { proxy: " ".to_owned() } }, "required")]
fn what_cannot_happen_changes_nothing(#[case] event: Event, #[case] expected: &str) {
    let mut conduct = Conduct::replay(&opened(MeetingBody::Representatives, 10, 3)).unwrap();
    let before = conduct.clone();
    assert_eq!(code(conduct.take(&event)), expected);
    assert_eq!(conduct, before);
}

#[rstest]
#[case::of_the_representatives_it_does_not_count(MeetingBody::Representatives, 0)]
#[case::of_the_collective_it_does(MeetingBody::CollectiveMembers, 1)]
fn a_proxy_is_recorded_as_what_it_is(#[case] body: MeetingBody, #[case] present: usize) {
    let mut conduct = Conduct::replay(&opened(body, 10, 0)).unwrap();
    conduct.take(&Event::SignedIn { person: member(0), known: By::List, manner: Manner::Proxy { proxy: "其子".to_owned() } }).unwrap();
    assert_eq!((conduct.present().count(), conduct.sign_in_of(member(0)).is_some()), (present, true));
}

#[rstest]
#[case(19, Light::Red)]
#[case(20, Light::Amber)]
#[case(21, Light::Amber)]
#[case(22, Light::Green)]
fn the_light_says_how_near_the_quorum_is(#[case] present: usize, #[case] expected: Light) {
    let conduct = Conduct::replay(&opened(MeetingBody::Representatives, 30, present)).unwrap();
    let (light, tests) = light(&conduct, Subject::Other).unwrap();
    assert_eq!((light, tests[0].needed), (expected, 20));
}

#[test]
fn a_record_needs_all_three_signatures_and_an_account_signs_for_itself() {
    let mut village = Village::default();
    let mut unsigned = whole(30, 20, Subject::Other, votes(11, 5, 4));
    unsigned.pop();
    assert_eq!(village.run(Role::VillageCommittee, &hold(unsigned.clone())).unwrap_err().violations[0].code, "not_signed");
    let mut others = unsigned.clone();
    others.push(Event::Signed { signer: Signer::Supervisor, signature: Signature::Account { account: account(Role::Admin) } });
    assert_eq!(village.run(Role::VillageCommittee, &hold(others)).unwrap_err().code, RejectionCode::NoRight);
    unsigned.push(Event::Signed { signer: Signer::Supervisor, signature: Signature::Account { account: account(Role::VillageCommittee) } });
    village.run(Role::VillageCommittee, &hold(unsigned)).unwrap();
}

#[test]
fn a_forged_box_is_refused() {
    let mut events = opened(MeetingBody::Representatives, 10, 8);
    events.push(put(Subject::Other));
    events.push(Event::VoteOpened { motion: id(MOTION), method: Method::Secret });
    let conduct = Conduct::replay(&events).unwrap();
    let boxed = |people: &[usize], ballots: &[Choice]| Event::BoxCounted {
        motion: id(MOTION),
        took_part: people.iter().map(|number| member(*number)).collect(),
        ballots: ballots.to_vec(),
    };
    let (yes, no) = (Choice::For, Choice::Against);
    assert_eq!(code(conduct.check(&boxed(&[0, 1], &[yes, no]))), "");
    assert_eq!(code(conduct.check(&boxed(&[0, 0], &[yes, no]))), "not_in_order", "nobody twice");
    assert_eq!(code(conduct.check(&boxed(&[1, 0], &[yes, no]))), "not_in_order", "no order of time");
    assert_eq!(code(conduct.check(&boxed(&[0, 1], &[no, yes]))), "not_in_order");
    assert_eq!(code(conduct.check(&boxed(&[0, 9], &[yes, no]))), "not_on_roll", "who is not there");
    assert_eq!(code(conduct.check(&boxed(&[0, 1], &[yes, yes, no]))), "ballots_do_not_match");
}
