//! Random bytes for new ids.

use super::{DbError, DbResult};

pub fn random() -> DbResult<[u8; 10]> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(DbError::NoRandomness)?;
    Ok(bytes)
}
