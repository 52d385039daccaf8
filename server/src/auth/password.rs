//! Password hashes: argon2id with the parameters that OWASP names (19 MiB, two passes, one lane).

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ApiResult};

/// Each hash takes 19 MiB and a core; more at once would only let a stranger fill the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("OWASP's parameters are allowed");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string to store. Blocks for some 30 ms.
pub fn hash_blocking(password: &str) -> ApiResult<String> {
    argon2()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|cause| ApiError::Fault(format!("hashing a password: {cause}")))
}

pub async fn hash(password: String) -> ApiResult<String> {
    one_of_few(move || hash_blocking(&password)).await
}

/// Whether the password is the stored one. Without a stored hash it does the same work against
/// another one and says no, so that time doesn't tell which logins exist.
pub async fn matches(password: String, stored: Option<String>) -> ApiResult<bool> {
    one_of_few(move || {
        let known = stored.is_some();
        let stored = match stored {
            Some(stored) => stored,
            None => nobodys_hash()?,
        };
        let stored = PasswordHash::new(&stored)
            .map_err(|cause| ApiError::Fault(format!("a stored password hash: {cause}")))?;
        let fits = argon2()
            .verify_password(password.as_bytes(), &stored)
            .is_ok();
        Ok(known && fits)
    })
    .await
}

fn nobodys_hash() -> ApiResult<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let hash = hash_blocking("nobody has this password")?;
    Ok(HASH.get_or_init(|| hash).clone())
}

async fn one_of_few<T: Send + 'static>(
    work: impl FnOnce() -> ApiResult<T> + Send + 'static,
) -> ApiResult<T> {
    let _permit = AT_ONCE
        .acquire()
        .await
        .map_err(|closed| ApiError::Fault(closed.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|stopped| ApiError::Fault(stopped.to_string()))?
}
