//! What holds of every meeting, whatever happens in it.

use super::*;
use std::collections::BTreeSet;

const MEMBERS: usize = 9;

fn some_votes() -> impl Strategy<Value = Votes> {
    (0..6_u32, 0..4_u32, 0..3_u32).prop_map(|(votes_for, votes_against, votes_abstain)| votes(votes_for, votes_against, votes_abstain))
}

fn motion() -> impl Strategy<Value = Id> {
    prop_oneof![Just(id(MOTION)), Just(id("另一項"))]
}

fn event() -> impl Strategy<Value = Event> {
    let person = (0..MEMBERS + 1).prop_map(member);
    let subject = prop_oneof![Just(Subject::Other), Just(Subject::Levy)];
    let teller = prop_oneof![Just(Teller::First), Just(Teller::Second)];
    let method = prop_oneof![Just(Method::Hands), Just(Method::Secret)];
    let ballots = proptest::collection::vec(prop_oneof![Just(Choice::For), Just(Choice::Against), Just(Choice::Abstain)], 0..5);
    prop_oneof![
        4 => person.clone().prop_map(|person| Event::SignedIn { person, known: By::List, manner: Manner::InPerson }),
        1 => person.clone().prop_map(|person| Event::SignInUndone { person }),
        2 => (motion(), subject).prop_map(|(motion, subject)| Event::MotionPut(Put { motion, text: "辦。".to_owned(), subject, matter: None, delegated: true })),
        1 => (motion(), person.clone()).prop_map(|(motion, person)| Event::Recused { motion, person, reason: "親屬".to_owned() }),
        2 => (motion(), method).prop_map(|(motion, method)| Event::VoteOpened { motion, method }),
        4 => (motion(), teller, some_votes()).prop_map(|(motion, teller, votes)| Event::HandsCounted { motion, teller, votes }),
        1 => motion().prop_map(|motion| Event::CountAgain { motion }),
        1 => motion().prop_map(|motion| Event::VoteVoided { motion, reason: "停電".to_owned() }),
        2 => (motion(), proptest::collection::vec(0..MEMBERS, 0..5), ballots).prop_map(|(motion, people, mut ballots)| {
            let people: BTreeSet<usize> = people.into_iter().collect();
            ballots.sort_unstable();
            Event::BoxCounted { motion, took_part: people.into_iter().map(member).collect(), ballots }
        }),
        2 => motion().prop_map(|motion| Event::VoteClosed { motion }),
    ]
}

proptest! {
    /// A power cut leaves a prefix of what was stored: the meeting goes on from there as if nothing had been.
    #[test]
    fn what_was_stored_gives_the_same_meeting_again(tried in proptest::collection::vec(event(), 0..60), cut in 0..60_usize) {
        let mut conduct = Conduct::replay(&opened(MeetingBody::Representatives, MEMBERS, 6)).unwrap();
        let mut stored = opened(MeetingBody::Representatives, MEMBERS, 6);
        for event in &tried {
            let before = conduct.clone();
            if conduct.take(event).is_ok() {
                stored.push(event.clone());
            } else {
                prop_assert_eq!(&conduct, &before);
            }
            for motion in conduct.motions() {
                let most = conduct.votes_of(motion.put.motion);
                let Round { first, second } = motion.round();
                prop_assert!([first, second].into_iter().flatten().all(|votes| votes.sum() <= most));
                let free: BTreeSet<Id> = motion.voters().collect();
                prop_assert!(motion.took_part.iter().all(|person| free.contains(person)));
                prop_assert!(motion.attending.len() <= MEMBERS);
                if let Some(evaluation) = conduct.evaluation(motion) {
                    prop_assert!(evaluation.is_ok(), "{:?}", evaluation);
                }
            }
        }
        let texts: Vec<String> = stored.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<Event> = texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        prop_assert_eq!(Conduct::replay(&read).unwrap(), conduct.clone());
        let (kept, rest) = read.split_at(cut.min(read.len()).max(1));
        let mut again = Conduct::replay(kept).unwrap();
        for event in rest {
            again.take(event).unwrap();
        }
        prop_assert_eq!(again, conduct);
    }

    /// Each write puts in a ballot with its voter or does neither, so a box that is found again has lost and doubled none.
    #[test]
    fn no_ballot_is_lost_or_doubled(voters in proptest::collection::vec((0..MEMBERS, 0..3_usize, any::<[u8; 16]>()), 0..40)) {
        let mut stored = Ballots::default();
        let mut cast = Vec::new();
        for (voter, choice, key) in voters {
            // The power may fail between any two of them: only what was stored is found again.
            let keys = stored.closed().map(|(key, closed)| (*key, closed.to_owned())).collect();
            let mut found = Ballots::found(stored.took_part().clone(), keys);
            let awaited = found.awaits(member(voter));
            let taken = found.cast(member(voter), key, Choice::ALL[choice].name().to_owned());
            prop_assert!(awaited || !taken);
            if taken {
                cast.push(Choice::ALL[choice]);
                stored = found;
            }
            prop_assert!(stored.is_whole());
        }
        let opened: Vec<u8> = stored.closed().map(|(_, closed)| {
            Choice::ALL.into_iter().find(|choice| choice.name() == closed).unwrap().sign()
        }).collect();
        cast.sort_unstable();
        prop_assert_eq!(stored.count(&opened), Some(cast.clone()));
        prop_assert_eq!(stored.count(&opened[..opened.len().saturating_sub(1)]).is_none(), !opened.is_empty());
    }
}
