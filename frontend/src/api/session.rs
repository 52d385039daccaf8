//! Signing in and out.

use shared::wire::account::{AppKind, Session, SignIn};

use super::{Body, Done, Failure, Method, request};

pub async fn sign_in(login: &str, password: &str) -> Result<Session, Failure> {
    let body = SignIn {
        app: AppKind::Phone,
        login: login.trim().to_owned(),
        password: password.to_owned(),
    };
    request(Method::Post, "/api/session", Body::json(&body)).await
}

pub async fn sign_out() -> Result<(), Failure> {
    request::<Done>(Method::Delete, "/api/session?app=phone", Body::Nothing)
        .await
        .map(|_| ())
}
