//! Place: how one finds a member's door, beyond what the membership list's address says.

use serde::{Deserialize, Serialize};

use super::Invalid;
use super::limits::{SHORT_TEXT, at_most};
use crate::json::Json;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Place {
    /// 屋号
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shop_name: String,
    /// 訪問先住所 with building and floor, where it isn't the registered address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub visit_address: String,
    /// 入口, such as `裏口から`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entrance: String,
    /// 定休, such as `水` or `土日祝`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closed_on: String,
    /// Hours at which they have time, such as `14時以降`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub good_hours: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
}

/// A spot on the map, in millionths of a degree (WGS 84).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Spot {
    pub lat: i32,
    pub lon: i32,
}

impl Spot {
    /// `None` for what lies on no map.
    pub fn of_degrees(lat: f64, lon: f64) -> Option<Self> {
        let on_the_globe = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        #[allow(clippy::cast_possible_truncation, reason = "checked right above")]
        let millionths = |degrees: f64| (degrees * 1e6).round() as i32;
        on_the_globe.then(|| Self {
            lat: millionths(lat),
            lon: millionths(lon),
        })
    }

    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / 1e6, f64::from(self.lon) / 1e6)
    }

    /// As the crow flies, in metres; near enough within one city.
    pub fn metres_to(self, other: Self) -> f64 {
        const METRES_A_DEGREE: f64 = 111_195.0;
        let ((lat, lon), (other_lat, other_lon)) = (self.degrees(), other.degrees());
        let narrower = ((lat + other_lat) / 2.0).to_radians().cos();
        (lat - other_lat).hypot((lon - other_lon) * narrower) * METRES_A_DEGREE
    }
}

impl Place {
    pub fn validate(&self) -> Result<(), Invalid> {
        for (field, text) in [
            ("shop_name", &self.shop_name),
            ("visit_address", &self.visit_address),
            ("entrance", &self.entrance),
            ("closed_on", &self.closed_on),
            ("good_hours", &self.good_hours),
        ] {
            at_most(field, text, SHORT_TEXT)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_within_a_city_are_right_to_a_percent() {
        let of = |lat, lon| Spot::of_degrees(lat, lon).expect("a spot in Yokohama");
        let (sakuragicho, kannai) = (of(35.450_9, 139.631_0), of(35.443_2, 139.637_2));
        let metres = sakuragicho.metres_to(kannai);
        assert!((1_010.0..1_040.0).contains(&metres), "{metres}");
        assert!(sakuragicho.metres_to(sakuragicho) < 0.01);
    }

    #[test]
    fn what_lies_on_no_map_is_no_spot() {
        assert_eq!(Spot::of_degrees(135.4, 139.6), None);
        assert_eq!(Spot::of_degrees(f64::NAN, 139.6), None);
        let spot = Spot::of_degrees(35.450_9, 139.631).expect("a spot");
        assert_eq!(
            spot,
            Spot {
                lat: 35_450_900,
                lon: 139_631_000
            }
        );
    }
}
