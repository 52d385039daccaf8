//! What measuring programs print for `cargo xtask bench`.

use std::io::{self, Write as _};

/// The value below which that share of them lies, in per cent.
pub fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() - 1) * percent / 100]
}

pub fn median(values: &mut [f64]) -> f64 {
    percentile(values, 50)
}

/// One JSON object a line; without a budget the figure is for information.
pub fn print(name: &str, budget: Option<f64>, measured: f64, unit: &str) -> io::Result<()> {
    let rounded = (measured * 1_000.0).round() / 1_000.0;
    let line =
        serde_json::json!({ "name": name, "budget": budget, "measured": rounded, "unit": unit });
    writeln!(io::stdout(), "{line}")
}
