//! The register: ONE line per record kind and ONE line per command. A new room is a folder, its lines here, and its words.

use crate::kernel::{Partition, Role};
use crate::sync::command::{Command, Context, Effects, Home, Rules, run_as};
use crate::sync::record::{Fields, Kind, Record};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;

/// What the register tells of a record kind.
#[derive(Debug, Clone, Copy)]
pub struct KindInfo {
    /// The wire name.
    pub name: &'static str,
    /// The partition its records live in.
    pub partition: Partition,
    /// Whether records of it may stand in the public view.
    pub public: bool,
}

/// What the register tells of a command.
#[derive(Debug, Clone, Copy)]
pub struct CommandInfo {
    /// The wire name.
    pub name: &'static str,
    /// The version of its body.
    pub version: u16,
    /// The roles that may send it.
    pub by: &'static [Role],
    /// The scopes that take it.
    pub home: Home,
}

macro_rules! register {
    (kinds: $($room:ident :: $kind:ident),* $(,)? ; commands: $($croom:ident :: $command:ident),* $(,)? ;) => {
        /// All record kinds.
        pub const KINDS: &[KindInfo] = &[$(KindInfo {
            name: <crate::$room::$kind as Kind>::KIND,
            partition: <crate::$room::$kind as Kind>::PARTITION,
            public: <crate::$room::$kind as Kind>::PUBLISHED,
        }),*];

        /// All commands.
        pub const COMMANDS: &[CommandInfo] = &[$(CommandInfo {
            name: <crate::$croom::$command as Command>::NAME,
            version: <crate::$croom::$command as Command>::VERSION,
            by: <crate::$croom::$command as Command>::BY,
            home: <crate::$croom::$command as Command>::HOME,
        }),*];

        fn run(name: &str, version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
            $(if name == <crate::$croom::$command as Command>::NAME {
                if !<crate::$croom::$command as Command>::HOME.takes(context.scope) {
                    return Err(RejectionCode::NoRight.into());
                }
                return run_as::<crate::$croom::$command>(version, body, state, context);
            })*
            Err(RejectionCode::UnknownCommand.into())
        }

        fn public(record: &Record) -> Option<Fields> {
            $(if <crate::$room::$kind as Kind>::PUBLISHED && record.kind == <crate::$room::$kind as Kind>::KIND {
                let kind = <crate::$room::$kind as serde::Deserialize>::deserialize(&record.body).ok()?;
                return kind.public(record.id);
            })*
            None
        }
    };
}

register! {
    kinds:
        place::Division,
        account::Account, account::Grant, account::Unit, account::Device, account::LoginGuard,
        household::Household, household::Resident, household::ResidentPrivate, household::HouseholdCode,
        link::UnitLink, link::CadreLink,
        visit::Visit, visit::Promise, visit::Issue, visit::Confirmation,
        deliberation::Matter, deliberation::Step, deliberation::StepCorrection, deliberation::Meeting, deliberation::Objection,
        disclosure::Notice,
        idea::Idea,
        meeting::Seat, meeting::HeldMeeting,
    ;
    commands:
        place::AddDivision, place::CorrectDivisionName,
        account::AddAccount, account::CloseAccount, account::GiveGrant, account::EndGrant, account::AddUnit,
        account::EnrolDevice, account::RevokeDevice,
        household::AddHousehold, household::EditHousehold, household::AddResident, household::EditResident,
        household::EditResidentPrivate, household::RemoveResident, household::SettleField, household::IssueHouseholdCode,
        link::LinkUnit, link::EndUnitLink, link::LinkCadre, link::EndCadreLink,
        visit::RecordVisit, visit::ConfirmVisit, visit::ClosePromise, visit::CloseIssue,
        deliberation::OpenMatter, deliberation::AdvanceMatter, deliberation::RejectMatter, deliberation::CorrectStepDay,
        deliberation::CallMeeting, deliberation::FileObjection, deliberation::AnswerObjection,
        disclosure::PostNotice, disclosure::WithdrawNotice,
        idea::SubmitIdea, idea::AnswerIdea,
        meeting::TakeSeat, meeting::EndSeat, meeting::HoldMeeting,
    ;
}

/// The rules of all rooms.
#[derive(Debug, Clone, Copy, Default)]
pub struct AllRooms;

impl Rules for AllRooms {
    fn run(&self, name: &str, version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        run(name, version, body, state, context)
    }

    fn publishes(&self, kind: &str) -> bool {
        KINDS.iter().any(|info| info.public && info.name == kind)
    }

    fn public(&self, record: &Record) -> Option<Fields> {
        public(record)
    }
}
