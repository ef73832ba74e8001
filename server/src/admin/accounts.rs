//! Accounts, and the links by which their people set a password.

use super::asker::Asker;
use super::grants::GrantShown;
use super::list::{Listing, Page, Paging};
use super::problem::{Conflicting, Refused};
use crate::account::issue;
use crate::auth::standing;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::account::{Account, AddAccount, CloseAccount, Grant};
use shared::kernel::{AccountId, Id, Instant, ScopeId, Violation};
use shared::sync::record::Kind as _;
use shared::sync::state::Query as Question;
use utoipa::{IntoParams, ToSchema};

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountShown {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: AccountId,
    /// The sign-in name.
    #[schema(example = "zhouqu.wang")]
    login: String,
    /// The person's name.
    name: String,
    /// The unit they work for.
    #[schema(value_type = Option<String>, format = "uuid")]
    unit: Option<Id>,
    /// Their office.
    office: String,
    /// Telephone.
    phone: String,
    /// Closed: signs in no more.
    closed: bool,
}

/// An account with its grants.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountWhole {
    /// The account.
    #[serde(flatten)]
    account: AccountShown,
    /// Whether a password is set.
    has_password: bool,
    /// Its grants, ended ones too.
    grants: Vec<GrantShown>,
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Whose sign-in name, name, office or telephone holds this.
    q: Option<String>,
    /// Only closed ones, or only open ones.
    closed: Option<bool>,
    /// Of this unit.
    #[param(value_type = Option<String>)]
    unit: Option<Id>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "login": "zhouqu.wang", "name": "王甲子", "office": "县水务局干部", "phone": "0941-5121234" }))]
pub struct NewAccount {
    /// Its id, so that the same may be sent twice; made by the server where none is given.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(default)]
    id: Option<AccountId>,
    /// The sign-in name: small letters, digits, dots, hyphens, underscores.
    login: String,
    /// The person's name.
    name: String,
    /// The unit they work for.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(default)]
    unit: Option<Id>,
    /// Their office.
    #[serde(default)]
    office: String,
    /// Telephone.
    #[serde(default)]
    phone: String,
}

/// A one-time link, shown only now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordLink {
    /// The page of this server that it opens, with the token behind `#`.
    #[schema(example = "/desk/set-password#token=…")]
    path: String,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Instant,
}

/// Where a search looks.
const SEARCHED: &[&str] = &["$.body.login", "$.body.name", "$.body.office", "$.body.phone"];

fn shown(id: AccountId, account: Account) -> AccountShown {
    let Account { login, name, unit, office, phone, closed } = account;
    AccountShown { id, login, name, unit, office, phone, closed }
}

async fn one(state: &AppState, id: AccountId) -> Result<AccountWhole, Problem> {
    let mut reader = state.store.read().await?;
    let account = standing::one::<Account>(&mut *reader, id.into()).await?.ok_or(Refusal::NotFound)?;
    let question = Question::Children(Grant::KIND.to_owned(), id.into());
    let grants = standing::typed::<Grant>(&mut *reader, &ScopeId::Deployment, question).await?;
    drop(reader);
    Ok(AccountWhole {
        account: shown(id, account),
        has_password: state.keep.credential(id).await?.is_some(),
        grants: grants.into_iter().map(|(id, grant)| GrantShown::new(id, grant)).collect(),
    })
}

/// List and search accounts, by their sign-in names.
#[utoipa::path(get, path = "/accounts", operation_id = "accounts_list", tag = "accounts", params(Asked), responses((status = 200, body = Page<AccountShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<AccountShown>>, Problem> {
    asker.may_audited(Act::ReadAccounts).await?;
    let listing = Listing { sort: "$.body.login", ..Listing::default() };
    let listing = listing.equal("$.body.closed", asked.closed).equal("$.body.unit", asked.unit.map(|unit| unit.to_string()));
    let paging = Paging { after: asked.after, limit: asked.limit };
    let page = listing.search(SEARCHED, asked.q.as_ref())?.page(&state, &paging, |id, account: Account| Ok(shown(id.into(), account)));
    page.await.map(Json)
}

/// One account with its grants.
#[utoipa::path(get, path = "/accounts/{id}", operation_id = "accounts_read", tag = "accounts", params(("id" = String, Path)), responses((status = 200, body = AccountWhole), Refused))]
pub async fn read(State(state): State<AppState>, asker: Asker, Path(id): Path<AccountId>) -> Result<Json<AccountWhole>, Problem> {
    asker.may_audited(Act::ReadAccounts).await?;
    one(&state, id).await.map(Json)
}

/// Open an account. Its person sets a password by a link; until then nobody signs in with it.
#[utoipa::path(post, path = "/accounts", operation_id = "accounts_add", tag = "accounts", request_body = NewAccount, responses((status = 201, body = AccountWhole), Refused, Conflicting))]
pub async fn add(
    State(state): State<AppState>,
    asker: Asker,
    Json(new): Json<NewAccount>,
) -> Result<(StatusCode, Json<AccountWhole>), Problem> {
    let id = asker.id(new.id, AccountId::new)?;
    let NewAccount { login, name, unit, office, phone, .. } = new;
    asker.send(&AddAccount { id, login, name, unit, office, phone }).await.map_err(name_taken)?;
    Ok((StatusCode::CREATED, Json(one(&state, id).await?)))
}

/// Of accounts only the name can be taken.
fn name_taken(problem: Problem) -> Problem {
    if problem.code() == Refusal::AlreadyExists.code() {
        Problem::from(Refusal::NameTaken).violations(vec![Violation::new("login", "name_taken")])
    } else {
        problem
    }
}

/// Close an account, for good. What it sent stays, what still arrives is held, its sessions end at once.
#[utoipa::path(post, path = "/accounts/{id}/close", operation_id = "accounts_close", tag = "accounts", params(("id" = String, Path)), responses((status = 200, body = AccountWhole), Refused, Conflicting))]
pub async fn close(State(state): State<AppState>, asker: Asker, Path(id): Path<AccountId>) -> Result<Json<AccountWhole>, Problem> {
    asker.send(&CloseAccount { id }).await?;
    state.keep.end_sessions_of(id, None, state.clock.now()).await?;
    one(&state, id).await.map(Json)
}

/// Hand out a link by which the person sets a new password. It works once and is shown only now; an older one works no more.
#[utoipa::path(post, path = "/accounts/{id}/password-link", operation_id = "accounts_password_link", tag = "accounts", params(("id" = String, Path)), responses((status = 201, body = PasswordLink), Refused, Conflicting))]
pub async fn password_link(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<AccountId>,
) -> Result<(StatusCode, Json<PasswordLink>), Problem> {
    asker.may(Act::IssuePasswordLink)?;
    if one(&state, id).await?.account.closed {
        return Err(Refusal::AccountClosed.into());
    }
    let issued = issue::password_link(&state, id, asker.by()).await?;
    Ok((StatusCode::CREATED, Json(PasswordLink { path: issued.text, expires_at: issued.expires_at })))
}
