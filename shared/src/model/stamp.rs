//! Where a visitor stood when they recorded a visit, if they wanted that said.

use serde::{Deserialize, Serialize};

use super::limits::Fault;
use super::{Invalid, Moment};
use crate::json::Json;

/// What the phone knew of its own place. Whole numbers, so that a record always has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct PlaceStamp {
    /// Degrees north (WGS 84), in millionths.
    pub north: i32,
    /// Degrees east, in millionths.
    pub east: i32,
    /// The radius within which the phone was, in metres, as it says itself.
    pub within_m: u32,
    /// When it was asked; device time.
    pub at: Moment,
}

const MILLION: i32 = 1_000_000;

impl PlaceStamp {
    /// From what a browser tells: degrees, and metres. `None` for what is no place on earth.
    pub fn of_degrees(north: f64, east: f64, within_m: f64, at: Moment) -> Option<Self> {
        let on_earth = north.abs() <= 90.0 && east.abs() <= 180.0;
        if !on_earth || !within_m.is_finite() || within_m < 0.0 {
            return None;
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above; what is further than 1,000 km is no place"
        )]
        let (north, east, within_m) = (
            (north * f64::from(MILLION)).round() as i32,
            (east * f64::from(MILLION)).round() as i32,
            within_m.ceil().min(1_000_000.0) as u32,
        );
        Some(Self {
            north,
            east,
            within_m,
            at,
        })
    }

    /// `35.44370, 139.63800`: what a map takes as a search.
    pub fn degrees(&self) -> String {
        [self.north, self.east].map(in_degrees).join(", ")
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        let on_earth = self.north.abs() <= 90 * MILLION && self.east.abs() <= 180 * MILLION;
        if on_earth {
            Ok(())
        } else {
            Err(Invalid::new("place", Fault::NotAllowed))
        }
    }
}

/// Five places after the point are about a metre.
fn in_degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let whole = millionths.unsigned_abs();
    let million = MILLION.unsigned_abs();
    format!("{sign}{}.{:05}", whole / million, whole % million / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_go_there_and_back() {
        let at = Moment::from_utc_ms(5);
        let place = PlaceStamp::of_degrees(35.4437, -0.5, 11.2, at).expect("a place");
        assert_eq!(place.degrees(), "35.44370, -0.50000");
        assert_eq!(place.within_m, 12);
        place.validate().expect("on earth");
        for (north, east, within_m) in [
            (91.0, 0.0, 1.0),
            (0.0, 181.0, 1.0),
            (f64::NAN, 0.0, 1.0),
            (0.0, 0.0, f64::INFINITY),
        ] {
            assert_eq!(PlaceStamp::of_degrees(north, east, within_m, at), None);
        }
    }

    #[test]
    fn what_lies_beyond_the_pole_is_refused() {
        let place = PlaceStamp {
            north: 90_000_001,
            east: 0,
            within_m: 10,
            at: Moment::from_utc_ms(5),
        };
        assert!(place.validate().is_err());
    }
}
