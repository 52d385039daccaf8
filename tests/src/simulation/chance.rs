//! Chance without state: each step of a schedule brings its own die, so that taking a step out of
//! a schedule leaves the others as they were.

/// A die whose throws depend on nothing but its seed.
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 to below `end`; 0 when there is nothing to choose from.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number().checked_rem(end).unwrap_or(0)
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub fn bytes(&mut self) -> [u8; 10] {
        let (first, second) = (self.number().to_le_bytes(), self.number().to_le_bytes());
        std::array::from_fn(|place| *first.iter().chain(&second).nth(place).unwrap_or(&0))
    }

    /// One of these. Which one hangs on the die and on each candidate's own number, not on how many
    /// there are: a candidate more or less seldom changes the choice, so failures shrink well.
    pub fn choose<T>(&mut self, candidates: impl Iterator<Item = (u64, T)>) -> Option<T> {
        let salt = self.number();
        candidates
            .min_by_key(|(number, _)| mix(salt ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            .map(|(_, chosen)| chosen)
    }
}

fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
