//! Golden JSON: what a released app or server has ever said is understood for ever. See `README.md`.

mod codecs;
mod golden;
mod samples;
mod skew;
mod variants;
