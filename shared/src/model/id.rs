//! Newtype ids. Ids of facts are UUIDv7, minted on the device when the draft opens.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

use super::Moment;
use crate::json::Json;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A UUIDv7 from the caller's clock and ten random bytes.
            pub fn mint(now: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.utc_ms).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One fact made on a device; the primary key of that fact on the server.
    FactId;
    /// A person who signs in.
    UserId;
    /// A browser that has signed in once.
    DeviceId;
    SeasonId;
    TargetId;
    RequestId;
    OfficeTaskId;
    ComplaintId;
    ChangeReportId;
    WithdrawalCaseId;
    LeadId;
    RewardId;
    /// A picture, minted on the device; its visit names it.
    PhotoId;
    ImportId;
}

impl FactId {
    /// By the clock of the phone that minted it.
    pub fn minted_at(self) -> Moment {
        let [a, b, c, d, e, f, ..] = self.0.into_bytes();
        Moment::from_utc_ms(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    /// Where what was written of this draft in the sitting of that number is kept apart from another window's words:
    /// every window finds the same place.
    pub fn apart(self, sitting: u32) -> Self {
        let mut bytes = self.0.into_bytes();
        let [.., a, b, c, d] = &mut bytes;
        let moved = u32::from_be_bytes([*a, *b, *c, *d]).wrapping_add(sitting.max(1));
        [*a, *b, *c, *d] = moved.to_be_bytes();
        Self(Uuid::from_bytes(bytes))
    }
}

/// A service of the catalogue: a short stable word such as `kenko-shindan`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json)]
#[serde(transparent)]
pub struct ServiceId(pub String);

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
