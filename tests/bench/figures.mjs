// Figures are printed as one JSON object a line: {"name", "budget", "measured", "unit"}.

/** The smallest figure that this share of them doesn't exceed. */
export const percentile = (figures, share) => figures.toSorted((a, b) => a - b)[Math.ceil(figures.length * share) - 1];

/** @param {number | null} budget the most that is allowed; `atLeast` turns it round */
export function print(name, budget, measured, unit, { atLeast = false } = {}) {
  console.log(JSON.stringify({ name, budget, measured: Math.round(measured * 1000) / 1000, unit, at_least: atLeast }));
}
