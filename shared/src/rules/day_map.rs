//! A simple map of a day: numbered points on outlines, laid out for an SVG whose unit is about a metre.
//!
//! Source: product rule: stops in order where their place is known; else in the middle of their area,
//! and said so.

use crate::model::{AreaMap, Spot};

/// A place to draw; `is_rough` where only its area is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub spot: Spot,
    pub is_rough: bool,
}

/// The member's own spot, or else the middle of the area that the address names.
pub fn locate(spot: Option<Spot>, address: &str, map: Option<&AreaMap>) -> Option<Located> {
    let exact = spot.map(|spot| Located {
        spot,
        is_rough: false,
    });
    exact.or_else(|| {
        let spot = map?.area_of(address)?.middle()?;
        Some(Located {
            spot,
            is_rough: true,
        })
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayMap {
    /// Left, top, width and height of what is seen.
    pub view: (i32, i32, i32, i32),
    pub areas: Vec<Outline>,
    /// As many as places were given, in their order.
    pub points: Vec<(i32, i32)>,
    /// One's own position, where it is: it is no stop, and makes room for none.
    pub here: Option<(i32, i32)>,
    /// How wide a point is drawn.
    pub radius: i32,
    /// How far from its middle a thumb still meets it: 24 px on the smallest phone.
    pub reach: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    pub name: String,
    /// An SVG path's `d`.
    pub path: String,
    pub label: (i32, i32),
}

/// Metres around the outermost places; also how far one sees around a single one.
const MARGIN: i32 = 700;

/// `None` without any place. `text` is the size of the phone's text in percent of the usual: the numbers grow with it,
/// up to twice.
pub fn day_map(
    places: &[Located],
    here: Option<Spot>,
    map: Option<&AreaMap>,
    text: i32,
) -> Option<DayMap> {
    let flat = Flat {
        origin: places.first()?.spot,
    };
    let mut points: Vec<(i32, i32)> = places.iter().map(|place| flat.of(place.spot)).collect();
    let here = here.map(|spot| flat.of(spot));
    let bounds = |of: fn(&(i32, i32)) -> i32| {
        let all = || points.iter().chain(&here).map(of);
        let ends = (all().min(), all().max());
        (ends.0.unwrap_or(0) - MARGIN, ends.1.unwrap_or(0) + MARGIN)
    };
    let ((left, right), (top, bottom)) = (bounds(|point| point.0), bounds(|point| point.1));
    let (width, height) = (right - left, bottom - top);
    // Neither a slit nor a tower: what is too short grows on both sides.
    let (least_width, least_height) = (height * 3 / 4, width * 3 / 4);
    let (wider, higher) = ((least_width - width).max(0), (least_height - height).max(0));
    let view = (
        left - wider / 2,
        top - higher / 2,
        width + wider,
        height + higher,
    );
    let radius = view.2.max(view.3) * text.clamp(100, 200) / 2_800;
    spread(&mut points, radius);
    // The map is at least 288 px wide or 340 px high.
    let reach = (view.2 * 25 / 288).max(view.3 * 25 / 340);
    let areas = map.map_or(&[][..], |map| &map.areas);
    let areas = areas.iter().map(|area| Outline {
        name: area.name.clone(),
        path: flat.path(&area.rings),
        label: area.middle().map_or((0, 0), |middle| flat.of(middle)),
    });
    Some(DayMap {
        view,
        areas: areas.collect(),
        points,
        here,
        radius,
        reach,
    })
}

/// Who would cover an earlier one stands beside its own place, as near as there is room, so that each number can be
/// read.
fn spread(points: &mut [(i32, i32)], radius: i32) {
    const AROUND: [(i32, i32); 8] = [
        (1, 0),
        (-1, 0),
        (0, 1),
        (0, -1),
        (1, 1),
        (-1, -1),
        (1, -1),
        (-1, 1),
    ];
    const MOST_RINGS: i32 = 12;
    for at in 0..points.len() {
        let (placed, rest) = points.split_at_mut(at);
        let Some(point) = rest.first_mut() else {
            return;
        };
        let (x, y) = *point;
        let beside = (1..=MOST_RINGS).flat_map(|ring| {
            let distance = ring * radius;
            AROUND.map(|(right, down)| (x + right * distance, y + down * distance))
        });
        let free =
            |place: &(i32, i32)| { placed.iter() }.all(|other| !touch(*place, *other, radius));
        *point = std::iter::once((x, y))
            .chain(beside)
            .find(free)
            .unwrap_or((x, y));
    }
}

/// Whether two points lie on one another by more than their edges.
fn touch(one: (i32, i32), other: (i32, i32), radius: i32) -> bool {
    let square = |of: i32| i64::from(of) * i64::from(of);
    (square(one.0 - other.0) + square(one.1 - other.1)) * 10 < square(2 * radius) * 9
}

/// The globe laid flat around one spot: metres to the right and down.
struct Flat {
    origin: Spot,
}

impl Flat {
    fn of(&self, spot: Spot) -> (i32, i32) {
        const METRES_A_DEGREE: f64 = 111_195.0;
        let ((lat, lon), (lat0, lon0)) = (spot.degrees(), self.origin.degrees());
        let right = (lon - lon0) * lat0.to_radians().cos() * METRES_A_DEGREE;
        let up = (lat - lat0) * METRES_A_DEGREE;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the globe is 40,000 km around"
        )]
        let metres = |distance: f64| distance.round() as i32;
        (metres(right), metres(-up))
    }

    fn path(&self, rings: &[Vec<(i32, i32)>]) -> String {
        let mut path = String::new();
        for ring in rings {
            for (at, (lon, lat)) in ring.iter().enumerate() {
                let (x, y) = self.of(Spot {
                    lat: *lat,
                    lon: *lon,
                });
                path.push(if at == 0 { 'M' } else { 'L' });
                path += &x.to_string();
                path.push(' ');
                path += &y.to_string();
            }
            path.push('Z');
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Area;

    fn at(lat: f64, lon: f64) -> Located {
        let spot = Spot::of_degrees(lat, lon).expect("a spot");
        locate(Some(spot), "", None).expect("located")
    }

    fn wards() -> AreaMap {
        AreaMap {
            credit: "例".to_owned(),
            areas: vec![Area {
                name: "中区".to_owned(),
                rings: vec![vec![
                    (139_630_000, 35_430_000),
                    (139_650_000, 35_430_000),
                    (139_650_000, 35_450_000),
                ]],
            }],
        }
    }

    #[test]
    fn what_has_no_spot_lies_roughly_in_its_area() {
        let map = wards();
        let rough = locate(None, "横浜市中区本町1-1", Some(&map)).expect("located");
        assert!(rough.is_rough);
        assert_eq!(rough.spot, map.areas[0].middle().expect("a middle"));
        assert_eq!(locate(None, "横浜市西区浅間町1-1", Some(&map)), None);
        assert_eq!(locate(None, "横浜市中区本町1-1", None), None);
        assert!(!at(35.44, 139.64).is_rough);
    }

    #[test]
    fn north_is_up_and_a_unit_is_a_metre() {
        let drawn =
            day_map(&[at(35.44, 139.63), at(35.45, 139.64)], None, None, 100).expect("drawn");
        let (first, second) = (drawn.points[0], drawn.points[1]);
        assert_eq!(first, (0, 0));
        assert!((900..912).contains(&second.0), "{second:?}");
        assert!((-1_120..-1_100).contains(&second.1), "{second:?}");
        let (left, top, width, height) = drawn.view;
        assert!(left <= -MARGIN && left + width >= second.0 + MARGIN);
        assert!(top <= second.1 - MARGIN && top + height >= MARGIN);
        assert_eq!(day_map(&[], None, Some(&wards()), 100), None);
    }

    #[test]
    fn ones_own_position_stays_where_it_is_and_in_sight() {
        let stop = at(35.44, 139.64);
        let drawn = day_map(&[stop, stop], Some(stop.spot), None, 100).expect("drawn");
        assert_eq!((drawn.points.len(), drawn.here), (2, Some((0, 0))));
        let far = at(35.47, 139.64).spot;
        let drawn = day_map(&[stop], Some(far), None, 100).expect("drawn");
        let (_, y) = drawn.here.expect("drawn");
        assert!(drawn.view.1 < y, "{y} is above {:?}", drawn.view);
    }

    #[test]
    fn outlines_become_paths() {
        let drawn = day_map(&[at(35.43, 139.63)], None, Some(&wards()), 100).expect("drawn");
        let outline = &drawn.areas[0];
        assert_eq!(outline.name, "中区");
        assert!(outline.path.starts_with("M0 0L"), "{}", outline.path);
        assert!(outline.path.ends_with('Z'));
    }

    #[test]
    fn every_number_can_be_read_where_many_are_at_one_place() {
        // Twelve at one place, and a street along which each would cover a part of the one before.
        let street = |n: i32| at(35.44, 139.64 + f64::from(n) * 0.000_3);
        for places in [vec![at(35.44, 139.64); 12], (0..12).map(street).collect()] {
            for text in [100, 200] {
                let drawn = day_map(&places, None, None, text).expect("drawn");
                let (left, top, width, height) = drawn.view;
                for (n, (x, y)) in drawn.points.iter().copied().enumerate() {
                    let covered = { drawn.points[..n].iter() }
                        .any(|other| touch((x, y), *other, drawn.radius));
                    assert!(!covered, "{n} at {text} %: {:?}", (x, y));
                    let seen =
                        (left..left + width).contains(&x) && (top..top + height).contains(&y);
                    assert!(seen, "{n} at {text} %: {:?} of {:?}", (x, y), drawn.view);
                }
            }
        }
    }

    #[test]
    fn a_thumb_meets_each_point_on_the_smallest_phone() {
        for places in [
            vec![at(35.44, 139.63)],
            vec![at(35.40, 139.63), at(35.50, 139.64)],
        ] {
            let drawn = day_map(&places, None, None, 100).expect("drawn");
            let (_, _, width, height) = drawn.view;
            // As the browser fits it into 288 × 340 px.
            let (px, unit) = [(288, width), (340, height)]
                .into_iter()
                .max_by_key(|(px, units)| i64::from(*units) * 1_000 / i64::from(*px))
                .expect("two sides");
            assert!(drawn.reach * 2 * px / unit >= 48, "{drawn:?}");
        }
    }

    #[test]
    fn numbers_grow_with_the_text() {
        let places = [at(35.44, 139.63), at(35.45, 139.64)];
        let radius = |text| day_map(&places, None, None, text).expect("drawn").radius;
        let usual = radius(100);
        let expected = [usual, usual * 3 / 2, usual * 2, usual * 2];
        for (text, expected) in [50, 150, 200, 300].into_iter().zip(expected) {
            assert!((radius(text) - expected).abs() <= 1, "{text} %");
        }
    }
}
