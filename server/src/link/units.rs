//! `GET /api/link/units`: the villages that the asker may link units with, how they are linked now, and the units there are.

use crate::auth::SignedIn;
use crate::auth::standing::{self, Known};
use crate::http::extract::Json;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{Reader, StoreError};
use axum::extract::State;
use shared::access::{Action, may};
use shared::account::Unit;
use shared::kernel::{Code, Day, Id, Level, ScopeId};
use shared::link::protocol::{UnitLinked, UnitName, UnitsAnswer, VillageUnits};
use shared::link::{LinkUnit, UnitLink};
use shared::place::{Division, Names};
use shared::sync::command::Command as _;
use shared::sync::record::Kind as _;
use shared::sync::state::Query;

/// Villages of one answer: a large county has half as many. Whoever answers for more asks with a narrower grant.
const MAX_VILLAGES: usize = 1_000;

/// Answers whoever may link a unit with a village; everybody else hears that it is not theirs.
pub async fn units(State(state): State<AppState>, SignedIn { asker, session }: SignedIn) -> Result<Json<UnitsAnswer>, Problem> {
    let mut reader = state.store.read().await?;
    let known = standing::known(&mut *reader, session.account).await?.ok_or(Refusal::NoRight)?;
    let today = state.clock.today();
    let links = |code: &Code| {
        let scope = ScopeId::Village(code.clone());
        let here = asker.kiosk_village.as_ref().is_none_or(|village| village == code);
        here && may(&known.actor(&scope, today), Action::Command(LinkUnit::NAME), &scope)
    };
    let mut found = villages(&mut *reader, &known, today).await?;
    found.retain(|(village, _)| links(&village.code));
    found.truncate(MAX_VILLAGES);
    if found.is_empty() {
        return Err(Refusal::NoRight.into());
    }
    let mut villages = Vec::with_capacity(found.len());
    for (village, township) in found {
        let linked = standing::typed::<UnitLink>(&mut *reader, &ScopeId::Village(village.code.clone()), all::<UnitLink>()).await?;
        villages.push(VillageUnits { code: village.code, name: village.short, township, links: UnitLinked::current(linked) });
    }
    let units = standing::typed::<Unit>(&mut *reader, &ScopeId::Deployment, all::<Unit>()).await?;
    let mut units: Vec<UnitName> = units.into_iter().map(|(id, unit)| UnitName { id, name: unit.name }).collect();
    units.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(Json(UnitsAnswer { villages, units }))
}

fn all<K: shared::sync::record::Kind>() -> Query {
    Query::All(K::KIND.to_owned())
}

/// The villages that grants of today reach, by code, each with the name of its township.
async fn villages(reader: &mut dyn Reader, known: &Known, today: Day) -> Result<Vec<(Division, Names)>, StoreError> {
    let mut townships: Vec<Division> = Vec::new();
    let holding = known.grants.iter().filter(|grant| grant.from <= today && grant.to.is_none_or(|to| today <= to));
    for grant in holding {
        match &grant.place {
            // Whoever holds it for the whole deployment.
            None => townships.extend(every_township(reader).await?),
            Some(place) if place.level() < Level::County => {
                let all = every_township(reader).await?;
                townships.extend(all.into_iter().filter(|township| place.covers(&township.code)));
            }
            Some(place) if place.level() == Level::County => townships.extend(below(reader, place).await?),
            Some(place) => townships.extend(standing::one::<Division>(reader, Division::id(&place.at(Level::Township))).await?),
        }
    }
    townships.sort_by(|one, other| one.code.cmp(&other.code));
    townships.dedup_by(|one, other| one.code == other.code);
    let mut found = Vec::new();
    for township in townships {
        let villages = below(reader, &township.code).await?;
        found.extend(villages.into_iter().map(|village| (village, township.short.clone())));
    }
    Ok(found)
}

async fn every_township(reader: &mut dyn Reader) -> Result<Vec<Division>, StoreError> {
    let divisions = standing::typed::<Division>(reader, &ScopeId::Deployment, all::<Division>()).await?;
    Ok(divisions.into_iter().map(|(_, division)| division).filter(|division| division.level == Level::Township).collect())
}

/// The divisions directly below one, by code.
async fn below(reader: &mut dyn Reader, code: &Code) -> Result<Vec<Division>, StoreError> {
    let query = Query::Children(Division::KIND.to_owned(), Division::id(code));
    let found: Vec<(Id, Division)> = standing::typed(reader, &ScopeId::Deployment, query).await?;
    let mut found: Vec<Division> = found.into_iter().map(|(_, division)| division).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}
