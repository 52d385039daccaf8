//! Invented doors: every so many businesses have something to know about them, and all that are in one of
//! a few wards have a spot somewhere around its middle.

use shared::model::{Area, AreaMap, Spot};

pub(super) const HEADINGS: [&str; 6] = ["屋号", "入口", "定休日", "都合のよい時間", "緯度", "経度"];

/// Shop name, entrance, closing days, good hours.
const DOORS: [[&str; 4]; 6] = [
    ["やおまさ", "裏口から", "水", "14時以降"],
    ["喫茶 みなと", "", "月・火", "10時まで"],
    ["", "呼び鈴は二度", "土日祝", ""],
    ["ヘアサロン さくら", "階段を上がって左", "火", "開店前"],
    ["", "守衛所で記帳", "土日", "13時〜16時"],
    ["居酒屋 はまかぜ", "勝手口から", "日", "仕込み前の15時ごろ"],
];
/// One business in so many has a door to know about.
const EVERY: usize = 5;

/// The middle of each ward, roughly.
const WARDS: [(&str, f64, f64); 5] = [
    ("中区", 35.438, 139.643),
    ("西区", 35.456, 139.619),
    ("神奈川区", 35.480, 139.630),
    ("鶴見区", 35.508, 139.675),
    ("港北区", 35.520, 139.631),
];
/// Degrees from the middle of a ward at most.
const AROUND: f64 = 0.009;

/// What the list's further columns say of its row number `at`.
pub(super) fn of(at: usize, fields: &csv::StringRecord) -> [String; 6] {
    let door = match at % EVERY {
        0 => DOORS[at / EVERY % DOORS.len()],
        _ => [""; 4],
    };
    let in_town = fields.iter().find_map(|field| field.strip_prefix("横浜市"));
    let lies_in = |ward: &str| in_town.is_some_and(|rest| rest.starts_with(ward));
    let spot = { WARDS.iter() }
        .find(|(ward, _, _)| lies_in(ward))
        .map(|(_, lat, lon)| (lat + scattered(at), lon + scattered(at + 7)));
    let [shop, entrance, closed_on, good_hours] = door.map(str::to_owned);
    let (lat, lon) = spot.map_or_else(Default::default, |(lat, lon)| {
        (format!("{lat:.6}"), format!("{lon:.6}"))
    });
    [shop, entrance, closed_on, good_hours, lat, lon]
}

/// Corners of an outline.
const CORNERS: usize = 9;

/// Invented outlines around the places of the demo's own members, one a ward: no ward's real border.
pub(super) fn outlines() -> AreaMap {
    let area = |(at, (name, lat, lon)): (usize, &(&str, f64, f64))| {
        let corner = |n: usize| {
            #[allow(clippy::cast_precision_loss, reason = "below ten")]
            let turned = n as f64 / CORNERS as f64 * std::f64::consts::TAU;
            let far = AROUND * 1.35 + scattered(at * CORNERS + n) / 8.0;
            let spot = Spot::of_degrees(lat + turned.sin() * far, lon + turned.cos() * far * 1.2)?;
            Some((spot.lon, spot.lat))
        };
        Area {
            name: (*name).to_owned(),
            rings: vec![(0..CORNERS).filter_map(corner).collect()],
        }
    };
    AreaMap {
        credit: "デモ用の架空の略図".to_owned(),
        areas: WARDS.iter().enumerate().map(area).collect(),
    }
}

/// Always the same for a row, and different for the next.
fn scattered(at: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "below a thousand")]
    let share = (at * 379 % 1_000) as f64 / 1_000.0;
    (share * 2.0 - 1.0) * AROUND
}
