//! `GET | POST /api/users`, `PATCH /api/users/{id}`: who may sign in. The office reads, the
//! administrator writes.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, patch};
use shared::model::user::{validate_login, validate_name, validate_password};
use shared::model::{Fault, Invalid, Role, User, UserId};
use shared::wire::ProblemKind;
use shared::wire::account::{ChangeUser, NewUser, Users};

use super::extract::{Json, Path};
use crate::app::App;
use crate::auth::{Administrator, OfficeUser, password};
use crate::db::audit::{self, Actor};
use crate::db::{mint, users};
use crate::error::{ApiError, ApiResult};

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/users", get(list).post(add))
        .route("/api/users/{id}", patch(change))
}

async fn list(State(app): State<App>, _: OfficeUser) -> ApiResult<Json<Users>> {
    let users = app.blocking(|db| db.read(users::all)).await?;
    Ok(Json(Users { users }))
}

async fn add(
    State(app): State<App>,
    Administrator(by): Administrator,
    Json(given): Json<NewUser>,
) -> ApiResult<(StatusCode, Json<User>)> {
    validate_login(&given.login)?;
    validate_name(&given.name)?;
    validate_role(given.role)?;
    validate_password(&given.password)?;
    let hash = password::hash(given.password).await?;
    let actor = Actor {
        user: by.id,
        at: app.clock.now(),
    };
    let user = User {
        id: UserId::mint(actor.at, mint::random()?),
        login: given.login,
        name: given.name,
        role: given.role,
        active: true,
    };
    let added = user.clone();
    app.blocking(move |db| {
        db.write(|write| {
            if users::login_is_taken(write, &added.login)? {
                return Err(ApiError::from(ProblemKind::LoginTaken));
            }
            users::add(write, &added, &hash)?;
            audit::note(write, actor, "user.added", &added.id.to_string())?;
            Ok(())
        })
    })
    .await?;
    Ok((StatusCode::CREATED, Json(user)))
}

async fn change(
    State(app): State<App>,
    Administrator(by): Administrator,
    Path(id): Path<UserId>,
    Json(given): Json<ChangeUser>,
) -> ApiResult<Json<User>> {
    if let Some(name) = &given.name {
        validate_name(name)?;
    }
    if let Some(role) = given.role {
        validate_role(role)?;
    }
    let hash = match given.password {
        Some(password) => {
            validate_password(&password)?;
            Some(password::hash(password).await?)
        }
        None => None,
    };
    let actor = Actor {
        user: by.id,
        at: app.clock.now(),
    };
    let changed = app
        .blocking(move |db| {
            db.write(|write| {
                let before = users::find(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
                let after = User {
                    name: given.name.unwrap_or_else(|| before.name.clone()),
                    role: given.role.unwrap_or(before.role),
                    active: given.active.unwrap_or(before.active),
                    ..before.clone()
                };
                let stays = after.active && after.role == Role::Administrator;
                if before.role == Role::Administrator
                    && before.active
                    && !stays
                    && !users::another_administrator(write, id)?
                {
                    return Err(ApiError::from(last_administrator(&after)));
                }
                users::change(write, &before, &after, hash.as_deref())?;
                let detail = what_changed(id, &before, &after, hash.is_some());
                audit::note(write, actor, "user.changed", &detail)?;
                Ok(after)
            })
        })
        .await?;
    Ok(Json(changed))
}

fn validate_role(role: Role) -> Result<(), Invalid> {
    match Role::ALL.contains(&role) {
        true => Ok(()),
        false => Err(Invalid::new("role", Fault::NotAllowed)),
    }
}

/// Such as `<id> role password`.
fn what_changed(id: UserId, before: &User, after: &User, password: bool) -> String {
    let fields = [
        ("name", before.name != after.name),
        ("role", before.role != after.role),
        ("active", before.active != after.active),
        ("password", password),
    ];
    let mut words = id.to_string();
    for (field, _) in fields.into_iter().filter(|(_, changed)| *changed) {
        words.push(' ');
        words.push_str(field);
    }
    words
}

/// Without an administrator nobody could ever make one again.
fn last_administrator(after: &User) -> Invalid {
    let field = if after.active { "role" } else { "active" };
    Invalid::new(field, Fault::NotAllowed)
}
