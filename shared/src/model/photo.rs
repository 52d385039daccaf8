//! Photos 写真 and business cards 名刺: a visit names them, the pictures follow.

use serde::{Deserialize, Serialize};

use super::limits::{Fault, each_once};
use super::{Invalid, PhotoId};
use crate::json::Json;

/// Bytes of one picture; the phone reduces it to fewer.
pub const MOST_PHOTO_BYTES: u32 = 1024 * 1024;
/// Pictures of one visit.
pub const MOST_PHOTOS: usize = 10;

/// What a visit promises of a picture, so that exactly that one is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct PhotoRef {
    pub id: PhotoId,
    pub kind: PhotoKind,
    /// SHA-256 of the JPEG file, in 64 small hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub bytes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    Photo,
    BusinessCard,
}

pub(super) fn validate(photos: &[PhotoRef]) -> Result<(), Invalid> {
    if photos.len() > MOST_PHOTOS {
        return Err(Invalid::new("photos", Fault::TooMany));
    }
    each_once("photos.id", photos.iter().map(|photo| photo.id))?;
    for photo in photos {
        let digits = photo.sha256.bytes();
        let is_a_hash = photo.sha256.len() == 64
            && digits
                .into_iter()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !is_a_hash {
            return Err(Invalid::new("photos.sha256", Fault::NotAllowed));
        }
        if !(1..=MOST_PHOTO_BYTES).contains(&photo.bytes) {
            return Err(Invalid::new("photos.bytes", Fault::NotAllowed));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(n: u128) -> PhotoRef {
        PhotoRef {
            id: PhotoId(uuid::Uuid::from_u128(n)),
            kind: PhotoKind::Photo,
            sha256: "0a".repeat(32),
            bytes: 200_000,
        }
    }

    #[test]
    fn a_promise_is_exact() {
        validate(&[photo(1), photo(2)]).expect("two pictures");
        let faulty = [
            PhotoRef {
                bytes: 0,
                ..photo(2)
            },
            PhotoRef {
                bytes: MOST_PHOTO_BYTES + 1,
                ..photo(2)
            },
            PhotoRef {
                sha256: "0A".repeat(32),
                ..photo(2)
            },
            PhotoRef {
                sha256: "0a".repeat(31),
                ..photo(2)
            },
            photo(1),
        ];
        for wrong in faulty {
            assert!(validate(&[photo(1), wrong.clone()]).is_err(), "{wrong:?}");
        }
        let many: Vec<PhotoRef> = (0..11).map(photo).collect();
        assert!(validate(&many).is_err());
    }
}
