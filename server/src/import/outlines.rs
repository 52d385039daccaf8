//! GeoJSON (RFC 7946) → outlines of areas, small enough for every phone.

use serde_json::Value;
use shared::model::{Area, AreaMap, Spot};
use shared::wire::import::FileProblem;

/// Properties that name an area, the best first: our own word, those of the ministry's data (N03), others.
const NAMES: [&str; 9] = [
    "name", "area", "ward", "town", "N03_004", "S_NAME", "名称", "地区", "区名",
];
const MOST_AREAS: usize = 300;
/// Corners of all outlines together: some 60 KB on each phone.
const MOST_CORNERS: usize = 4_000;

/// Polygons with a name; everything else in the file is left out. Outlines become coarser until they fit.
pub fn read(bytes: &[u8], credit: &str) -> Result<AreaMap, FileProblem> {
    let file: Value = serde_json::from_slice(bytes).map_err(|_| FileProblem::NotAMap)?;
    let features = file.get("features").and_then(Value::as_array);
    let mut areas: Vec<Area> = features
        .map(|features| features.iter().filter_map(area).collect())
        .ok_or(FileProblem::NotAMap)?;
    if areas.is_empty() {
        return Err(FileProblem::NotAMap);
    }
    if areas.len() > MOST_AREAS {
        return Err(FileProblem::TooManyRows {
            most: MOST_AREAS as u64,
        });
    }
    coarsen(&mut areas);
    Ok(AreaMap {
        credit: credit.trim().to_owned(),
        areas,
    })
}

fn area(feature: &Value) -> Option<Area> {
    let properties = feature.get("properties")?;
    let named = NAMES.iter().find_map(|key| properties.get(key)?.as_str());
    let name = named.map(str::trim).filter(|name| !name.is_empty())?;
    let geometry = feature.get("geometry")?;
    let coordinates = geometry.get("coordinates")?.as_array()?;
    let rings: Vec<Vec<(i32, i32)>> = match geometry.get("type")?.as_str()? {
        "Polygon" => coordinates.iter().filter_map(ring).collect(),
        "MultiPolygon" => { coordinates.iter() }
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(ring)
            .collect(),
        _ => return None,
    };
    let name = name.to_owned();
    (!rings.is_empty()).then_some(Area { name, rings })
}

/// A ring whose corners all lie on the globe.
fn ring(corners: &Value) -> Option<Vec<(i32, i32)>> {
    let corner = |corner: &Value| {
        let spot = Spot::of_degrees(corner.get(1)?.as_f64()?, corner.get(0)?.as_f64()?)?;
        Some((spot.lon, spot.lat))
    };
    let ring: Vec<(i32, i32)> = corners
        .as_array()?
        .iter()
        .map(corner)
        .collect::<Option<_>>()?;
    (ring.len() >= 3).then_some(ring)
}

/// Leaves out corners that lie close to the line between their neighbours, ever farther ones, until few
/// enough are left; outlines that shrink to nothing go.
fn coarsen(areas: &mut Vec<Area>) {
    let corners = |areas: &[Area]| {
        areas
            .iter()
            .flat_map(|area| &area.rings)
            .map(Vec::len)
            .sum::<usize>()
    };
    let mut tolerance = 20.0;
    while corners(areas) > MOST_CORNERS {
        for area in &mut *areas {
            for ring in &mut area.rings {
                *ring = simplified(ring, tolerance);
            }
            // A ward keeps its mainland before its islets.
            area.rings.sort_by_key(|ring| std::cmp::Reverse(ring.len()));
            let first = area.rings.iter().take(1).cloned().collect();
            area.rings.retain(|ring| ring.len() >= 4);
            if area.rings.is_empty() {
                area.rings = first;
            }
        }
        tolerance *= 2.0;
    }
}

/// Douglas and Peucker: of the corners between two that stay, the farthest from the line stays too if
/// it is farther than the tolerance, in millionths of a degree.
fn simplified(ring: &[(i32, i32)], tolerance: f64) -> Vec<(i32, i32)> {
    let mut stays = vec![false; ring.len()];
    let mut spans = vec![(0, ring.len().saturating_sub(1))];
    while let Some((first, last)) = spans.pop() {
        stays[first] = true;
        stays[last] = true;
        let away = |at: &usize| distance(ring[*at], ring[first], ring[last]);
        let farthest = (first + 1..last).max_by(|a, b| away(a).total_cmp(&away(b)));
        if let Some(at) = farthest.filter(|at| away(at) > tolerance) {
            spans.extend([(first, at), (at, last)]);
        }
    }
    let kept = ring.iter().zip(stays).filter(|(_, stays)| *stays);
    kept.map(|(corner, _)| *corner).collect()
}

/// From a corner to the line between two others; to the point where the two are one.
fn distance(corner: (i32, i32), from: (i32, i32), to: (i32, i32)) -> f64 {
    let vector = |a: (i32, i32), b: (i32, i32)| (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
    let (line, there) = (vector(from, to), vector(from, corner));
    match line.0.hypot(line.1) {
        0.0 => there.0.hypot(there.1),
        length => (line.0 * there.1 - line.1 * there.0).abs() / length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn file(features: &Value) -> Vec<u8> {
        json!({"type": "FeatureCollection", "features": features})
            .to_string()
            .into_bytes()
    }

    fn circle(corners: u32) -> Value {
        let corner = |n: u32| {
            let angle = f64::from(n) / f64::from(corners) * std::f64::consts::TAU;
            json!([139.6 + angle.cos() / 50.0, 35.4 + angle.sin() / 50.0])
        };
        Value::Array((0..=corners).map(|n| corner(n % corners)).collect())
    }

    #[test]
    fn named_polygons_are_read_and_the_rest_is_left_out() {
        let square = json!([[139.6, 35.4], [139.7, 35.4], [139.7, 35.5], [139.6, 35.4]]);
        let map = read(
            &file(&json!([
                {"properties": {"ward": "西区"}, "geometry": {"type": "Polygon", "coordinates": [square]}},
                {"properties": {"N03_004": "中区"},
                 "geometry": {"type": "MultiPolygon", "coordinates": [[square], [square]]}},
                {"properties": {"name": "駅"}, "geometry": {"type": "Point", "coordinates": [139.6, 35.4]}},
                {"properties": {}, "geometry": {"type": "Polygon", "coordinates": [square]}},
                {"properties": {"name": "宇宙"},
                 "geometry": {"type": "Polygon", "coordinates": [[[999.0, 35.4], [1.0, 2.0], [3.0, 4.0]]]}},
            ])),
            " 国土数値情報 ",
        )
        .expect("a map");
        let names: Vec<&str> = map.areas.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["西区", "中区"]);
        assert_eq!(map.areas[0].rings[0][1], (139_700_000, 35_400_000));
        assert_eq!(map.areas[1].rings.len(), 2);
        assert_eq!(map.credit, "国土数値情報");
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for no_map in [
            &b"name,lat"[..],
            b"{}",
            b"[]",
            &file(&json!([])),
            b"\xff\xfe",
        ] {
            assert_eq!(read(no_map, ""), Err(FileProblem::NotAMap));
        }
    }

    #[test]
    fn a_fine_outline_becomes_coarse_enough_for_every_phone() {
        let ring = circle(9_000);
        let feature = |name: &str| {
            json!({"properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]}})
        };
        let map = read(&file(&json!([feature("円"), feature("丸")])), "").expect("a map");
        let corners: Vec<usize> = map.areas.iter().map(|area| area.rings[0].len()).collect();
        assert!(
            corners.iter().all(|n| (30..=2_000).contains(n)),
            "{corners:?}"
        );
        for (lon, lat) in &map.areas[0].rings[0] {
            let away = (f64::from(*lon) - 139.6e6).hypot(f64::from(*lat) - 35.4e6);
            assert!((away - 2e4).abs() < 20.0, "still on the circle: {away}");
        }
    }
}
