//! When to try again: full jitter over 1 s · 2ⁿ, up to five minutes.

const FIRST_MS: u64 = 1_000;
const MOST_MS: u64 = 5 * 60 * 1_000;

#[derive(Clone, Debug)]
pub struct Backoff {
    failures: u32,
    random: u64,
}

impl Backoff {
    /// `seed` is any random number.
    pub fn new(seed: u64) -> Self {
        Self {
            failures: 0,
            random: seed | 1,
        }
    }

    pub fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// Milliseconds to wait after one more failure; never below `at_least_ms`, and never all phones as long.
    pub fn failed(&mut self, at_least_ms: u64) -> u64 {
        let ceiling = FIRST_MS
            .saturating_mul(1 << self.failures.min(16))
            .min(MOST_MS);
        self.failures = self.failures.saturating_add(1);
        // xorshift64: jitter only has to differ between phones.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        at_least_ms.saturating_add((self.random % ceiling).max(200))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_to_five_minutes_and_starts_again_after_a_success() {
        let mut backoff = Backoff::new(42);
        for n in 0..40 {
            let ceiling = (FIRST_MS << n.min(16)).min(MOST_MS);
            assert!(backoff.failed(0) <= ceiling);
        }
        let long: std::collections::BTreeSet<u64> = (0..40).map(|_| backoff.failed(0)).collect();
        assert!(long.len() > 30, "{long:?}");
        backoff.succeeded();
        assert!(backoff.failed(0) <= FIRST_MS);
    }

    #[test]
    fn a_server_that_names_a_time_is_obeyed() {
        let waits: std::collections::BTreeSet<u64> = (1..=40)
            .map(|phone| Backoff::new(phone * 7_919).failed(30_000))
            .collect();
        assert!(waits.iter().all(|wait| (30_000..=31_000).contains(wait)));
        assert!(waits.len() > 20, "not all at once: {waits:?}");
    }
}
