//! Outlines of areas, for a simple map without a network. The office loads them where it has some.

use serde::{Deserialize, Serialize};

use super::Spot;
use crate::json::Json;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AreaMap {
    /// Whom to credit for the outlines, as their licence asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credit: String,
    pub areas: Vec<Area>,
}

/// One area, such as a ward; an address lies in it when it contains the area's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Area {
    pub name: String,
    /// Outer outlines and holes alike, each a list of (longitude, latitude) in millionths of a degree.
    pub rings: Vec<Vec<(i32, i32)>>,
}

impl Area {
    /// The middle of the corners of its longest outline: in the area, or near it.
    pub fn middle(&self) -> Option<Spot> {
        let ring = self.rings.iter().max_by_key(|ring| ring.len())?;
        let corners = i64::try_from(ring.len()).ok().filter(|n| *n > 0)?;
        let mean = |of: fn(&(i32, i32)) -> i32| {
            let sum: i64 = ring.iter().map(|corner| i64::from(of(corner))).sum();
            i32::try_from(sum / corners).ok()
        };
        Some(Spot {
            lat: mean(|(_, lat)| *lat)?,
            lon: mean(|(lon, _)| *lon)?,
        })
    }
}

impl AreaMap {
    /// The area that an address lies in: of several names that it contains, the longest.
    pub fn area_of(&self, address: &str) -> Option<&Area> {
        let named = |area: &&Area| !area.name.is_empty() && address.contains(&area.name);
        self.areas
            .iter()
            .filter(named)
            .max_by_key(|area| area.name.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_the_area_that_it_names() {
        let area = |name: &str, at: i32| Area {
            name: name.to_owned(),
            rings: vec![
                vec![(at, 0), (at + 2, 0), (at + 2, 2), (at, 2)],
                vec![(0, 0)],
            ],
        };
        let map = AreaMap {
            credit: String::new(),
            areas: vec![area("西区", 10), area("横浜市西区", 20), area("", 30)],
        };
        let found = map.area_of("横浜市西区浅間町5-25").expect("an area");
        assert_eq!(found.name, "横浜市西区");
        assert_eq!(found.middle(), Some(Spot { lat: 1, lon: 21 }));
        assert_eq!(map.area_of("横浜市中区本町1-1"), None);
    }
}
