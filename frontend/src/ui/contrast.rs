//! Whether what is written can be read in the sun: contrasts, computed from the style sheets themselves.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../styles/tokens.css");

/// Every colour in which words are written, on every ground under them: a row may be pressed, selected
/// or tinted whatever stands in it.
const INKS: [&str; 6] = ["text", "text-2", "action", "done", "waiting", "urgent"];
const GROUNDS: [&str; 7] = [
    "page",
    "surface",
    "tint",
    "press",
    "done-tint",
    "waiting-tint",
    "urgent-tint",
];
/// Words on a colour of their own.
const OTHER_WORDS: [(&str, &str); 4] = [
    ("on-action", "action"),
    ("on-action", "action-press"),
    ("surface", "waiting"),
    ("text", "mark"),
];
/// WCAG 2.2, success criterion 1.4.6 (AAA).
const WORDS: f64 = 7.0;
/// What has to be seen and isn't read, such as the edge of a field: criterion 1.4.11.
const EDGES: f64 = 3.0;

type Colours = BTreeMap<String, [u8; 3]>;

/// The colours by daylight and in the dark.
fn palettes() -> [(&'static str, Colours); 2] {
    let (light, dark) = TOKENS
        .split_once("@media (prefers-color-scheme: dark)")
        .expect("tokens.css has a dark half");
    let light = colours(light);
    let mut night = light.clone();
    night.extend(colours(dark));
    [("light", light), ("dark", night)]
}

fn colours(css: &str) -> Colours {
    let declared = css.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let hex = u32::from_str_radix(value.strip_suffix(';')?, 16).ok()?;
        let [_, red, green, blue] = hex.to_be_bytes();
        Some((name.to_owned(), [red, green, blue]))
    });
    declared.collect()
}

/// WCAG's relative luminance.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The pairs below `least`, in words.
fn below<'a>(least: f64, pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let mut found = Vec::new();
    for (name, palette) in palettes() {
        for (ink, ground) in pairs.clone() {
            let reached = contrast(palette[ink], palette[ground]);
            if reached < least {
                found.push(format!("{name}: --{ink} on --{ground} is {reached:.2}"));
            }
        }
    }
    found
}

#[test]
fn contrasts_are_computed_as_wcag_does() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.478).abs() < 1e-3);
}

#[test]
fn words_keep_seven_to_one_on_every_ground() {
    let on_grounds = GROUNDS
        .iter()
        .flat_map(|ground| INKS.iter().map(move |ink| (*ink, *ground)));
    assert_eq!(below(WORDS, on_grounds), Vec::<String>::new());
    assert_eq!(below(WORDS, OTHER_WORDS.into_iter()), Vec::<String>::new());
}

#[test]
fn edges_of_what_can_be_touched_are_seen() {
    let edges = ["edge", "action", "urgent", "done", "waiting"];
    let pairs = edges.iter().flat_map(|edge| {
        ["page", "surface", "tint"]
            .iter()
            .map(move |ground| (*edge, *ground))
    });
    assert_eq!(below(EDGES, pairs), Vec::<String>::new());
}

/// A colour chosen elsewhere would escape these tests.
#[test]
fn colours_are_chosen_in_one_place() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    let files = std::fs::read_dir(folder).expect("the folder of style sheets");
    for file in files.map(|file| file.expect("a file").path()) {
        if file.ends_with("tokens.css") {
            continue;
        }
        let css = std::fs::read_to_string(&file).expect("a style sheet");
        let chosen: Vec<_> = css.lines().filter(|line| names_a_colour(line)).collect();
        assert_eq!(chosen, Vec::<&str>::new(), "{}", file.display());
    }
}

fn names_a_colour(line: &str) -> bool {
    let hexes = line.split('#').skip(1).any(|after| {
        let word = after.split(|letter: char| !letter.is_ascii_alphanumeric());
        let word = { word }.next().unwrap_or_default();
        matches!(word.len(), 3 | 4 | 6 | 8) && u32::from_str_radix(word, 16).is_ok()
    });
    hexes
        || ["rgb(", "rgba(", "hsl(", "oklch("]
            .iter()
            .any(|by| line.contains(by))
}
