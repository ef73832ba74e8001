//! `GET /api/link/cadres?village=…`: who may be linked with the households of a village.

use crate::auth::SignedIn;
use crate::auth::standing;
use crate::http::extract::{Json, Query as Asked};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use serde::Deserialize;
use shared::access::{Action, may};
use shared::account::{Account, Grant, covering};
use shared::kernel::{AccountId, Code, Role, ScopeId};
use shared::link::LinkCadre;
use shared::link::protocol::CadreName;
use shared::sync::command::Command as _;
use shared::sync::record::Kind as _;
use shared::sync::state::Query;
use std::collections::BTreeSet;

/// Which village.
#[derive(Debug, Deserialize)]
pub struct OfVillage {
    village: Code,
}

/// Answers whoever may link cadres there; everybody else hears that the village is not theirs.
pub async fn cadres(
    State(state): State<AppState>,
    SignedIn { asker, session }: SignedIn,
    Asked(OfVillage { village }): Asked<OfVillage>,
) -> Result<Json<Vec<CadreName>>, Problem> {
    let mut reader = state.store.read().await?;
    let (scope, today) = (ScopeId::Village(village.clone()), state.clock.today());
    let known = standing::known(&mut *reader, session.account).await?.ok_or(Refusal::NoRight)?;
    let here = asker.kiosk_village.as_ref().is_none_or(|own| *own == village);
    if !here || !may(&known.actor(&scope, today), Action::Command(LinkCadre::NAME), &scope) {
        return Err(Refusal::ForeignScope.into());
    }
    let grants = standing::typed::<Grant>(&mut *reader, &ScopeId::Deployment, Query::All(Grant::KIND.to_owned())).await?;
    let grants: Vec<Grant> = grants.into_iter().map(|(_, grant)| grant).filter(|grant| grant.role == Role::LinkedCadre).collect();
    let who: BTreeSet<AccountId> = covering(&grants, &scope, today).0.into_iter().map(|grant| grant.account).collect();
    let mut cadres = Vec::new();
    for id in who {
        if let Some(account) = standing::one::<Account>(&mut *reader, id.into()).await?.filter(|account| !account.closed) {
            cadres.push(CadreName { id, name: account.name, office: account.office });
        }
    }
    cadres.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(Json(cadres))
}
