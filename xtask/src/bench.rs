//! `cargo xtask bench`: measures what has a budget, and prints budget and figure side by side.

use serde_json::{Value, json};

use crate::command::{output, program, root};
use crate::web::{self, Profile};
use crate::{Result, dist, server, sizes, test, tools};

/// One line of the table. A budget is the most that is allowed, or else the least; without one the figure
/// is for information.
struct Figure {
    name: String,
    unit: String,
    budget: Option<f64>,
    at_least: bool,
    measured: f64,
}

struct Source {
    name: &'static str,
    measure: fn() -> Result<Vec<Figure>>,
}

const SOURCES: [Source; 6] = [
    Source {
        name: "sizes",
        measure: measure_sizes,
    },
    Source {
        name: "native",
        measure: native,
    },
    Source {
        name: "phone",
        measure: phone,
    },
    Source {
        name: "load",
        measure: load,
    },
    Source {
        name: "curve",
        measure: curve,
    },
    Source {
        name: "sync",
        measure: beside_pouchdb,
    },
];

/// A budget that is not met is printed as such and is no failure; a program that can't measure is one.
pub fn run(wanted: &[String]) -> Result {
    if let Some(unknown) = wanted
        .iter()
        .find(|name| SOURCES.iter().all(|source| source.name != **name))
    {
        let names: Vec<_> = SOURCES.iter().map(|source| source.name).collect();
        return Err(format!(
            "bench does not know `{unknown}`; it knows {}",
            names.join(", ")
        ));
    }
    let mut figures = Vec::new();
    let mut broken = Vec::new();
    for source in SOURCES
        .iter()
        .filter(|source| wanted.is_empty() || wanted.iter().any(|name| name == source.name))
    {
        println!("xtask: measuring {}", source.name);
        match (source.measure)()
            .and_then(|measured| keep(source.name, &measured).map(|()| measured))
        {
            Ok(measured) => figures.extend(measured),
            Err(reason) => broken.push(format!("{}: {reason}", source.name)),
        }
    }
    print_table(&figures);
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("could not be measured:\n  {}", broken.join("\n  ")))
    }
}

fn measure_sizes() -> Result<Vec<Figure>> {
    let executable = dist::build()?;
    sizes::print_parts("field")?;
    let kilobytes = |bin: &str| sizes::bundle(bin).map(|bytes| bytes as f64 / 1e3);
    Ok(vec![
        figure(PHONE_APP, Some(150.0), kilobytes("field")?, "KB"),
        figure(
            "console, JS + wasm, brotli",
            None,
            kilobytes("office")?,
            "KB",
        ),
        figure(
            "server with both apps inside",
            Some(30.0),
            executable as f64 / 1e6,
            "MB",
        ),
    ])
}

fn native() -> Result<Vec<Figure>> {
    figures_from(&output(&mut program(server::build_program(
        "bench",
        &["--release"],
    )?))?)
}

/// What the phone app costs a phone: in Chromium, slowed down, and by Lighthouse.
fn phone() -> Result<Vec<Figure>> {
    web::build(Profile::Release)?;
    let meguri = server::build(true)?;
    tools::bench_packages()?;
    let script = root().join("tests/bench/phone.mjs");
    let mut figures = figures_from(&output(
        test::in_browser(&mut program("node"))?
            .env("MEGURI_BIN", meguri)
            .arg(script),
    )?)?;
    let kilobytes = sizes::bundle("field")? as f64 / 1e3;
    figures.push(figure(PHONE_APP, Some(150.0), kilobytes, "KB"));
    Ok(figures)
}

const PHONE_APP: &str = "phone app, JS + wasm, brotli";

/// The server alone under many phones.
fn load() -> Result<Vec<Figure>> {
    let meguri = server::build(true)?;
    let load = server::build_program("load", &["--release"])?;
    figures_from(&output(program(load).env("MEGURI_BIN", meguri))?)
}

/// Push and pull while the tables grow.
fn curve() -> Result<Vec<Figure>> {
    figures_from(&output(&mut program(server::build_program(
        "curve",
        &["--release"],
    )?))?)
}

/// The whole way beside PouchDB.
fn beside_pouchdb() -> Result<Vec<Figure>> {
    web::build(Profile::Release)?;
    let meguri = server::build(true)?;
    tools::bench_packages()?;
    let script = root().join("tests/bench/sync.mjs");
    figures_from(&output(
        test::in_browser(&mut program("node"))?
            .env("MEGURI_BIN", meguri)
            .arg(script),
    )?)
}

/// A measuring program prints one JSON object a line: `{"name", "budget", "measured", "unit"}`.
fn figures_from(lines: &str) -> Result<Vec<Figure>> {
    let figures = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(figure_from)
        .collect::<Result<Vec<_>>>()?;
    if figures.is_empty() {
        Err("it measured nothing".to_owned())
    } else {
        Ok(figures)
    }
}

fn figure_from(line: &str) -> Result<Figure> {
    let what = |field: &str| format!("no {field} in: {line}");
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("not a figure ({error}): {line}"))?;
    Ok(Figure {
        name: value["name"]
            .as_str()
            .ok_or_else(|| what("name"))?
            .to_owned(),
        unit: value["unit"]
            .as_str()
            .ok_or_else(|| what("unit"))?
            .to_owned(),
        budget: value["budget"].as_f64(),
        at_least: value["at_least"].as_bool().unwrap_or(false),
        measured: value["measured"].as_f64().ok_or_else(|| what("measured"))?,
    })
}

fn figure(name: &str, budget: Option<f64>, measured: f64, unit: &str) -> Figure {
    Figure {
        name: name.to_owned(),
        unit: unit.to_owned(),
        budget,
        at_least: false,
        measured,
    }
}

impl Figure {
    fn met(&self) -> Option<bool> {
        self.budget.map(|budget| {
            if self.at_least {
                self.measured >= budget
            } else {
                self.measured <= budget
            }
        })
    }
}

fn keep(source: &str, figures: &[Figure]) -> Result {
    let lines: Vec<Value> = figures
        .iter()
        .map(|figure| {
            json!({
                "name": figure.name,
                "budget": figure.budget,
                "measured": figure.measured,
                "unit": figure.unit,
                "met": figure.met(),
            })
        })
        .collect();
    let file = root()
        .join("target/bench")
        .join(source)
        .with_extension("json");
    web::write(&file, format!("{:#}\n", Value::Array(lines)).as_bytes())
}

fn print_table(figures: &[Figure]) {
    let width = figures
        .iter()
        .map(|figure| figure.name.chars().count())
        .max()
        .unwrap_or(0);
    println!("\n{:<width$}  {:>12}  {:>12}", "what", "budget", "measured");
    for figure in figures {
        let budget = figure.budget.map_or_else(
            || "-".to_owned(),
            |budget| {
                let least = if figure.at_least { "≥ " } else { "" };
                format!("{least}{budget} {}", figure.unit)
            },
        );
        let measured = format!("{:.1} {}", figure.measured, figure.unit);
        let met = match figure.met() {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "",
        };
        println!(
            "{:<width$}  {budget:>12}  {measured:>12}  {met}",
            figure.name
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_a_budget_is_neither_met_nor_missed() {
        assert_eq!(figure("a", None, 3.0, "ms").met(), None);
        assert_eq!(figure("a", Some(3.0), 3.0, "ms").met(), Some(true));
        assert_eq!(figure("a", Some(2.9), 3.0, "ms").met(), Some(false));
        let score = Figure {
            at_least: true,
            ..figure("a", Some(100.0), 99.0, "")
        };
        assert_eq!(score.met(), Some(false));
    }

    #[test]
    fn a_program_that_prints_anything_else_is_not_believed() {
        assert!(
            figures_from(r#"{"name":"search","budget":5,"measured":2.5,"unit":"ms","met":true}"#)
                .is_ok()
        );
        assert!(figures_from("").is_err());
        assert!(figures_from("warming up").is_err());
        assert!(figures_from(r#"{"name":"search"}"#).is_err());
    }
}
