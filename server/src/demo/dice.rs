//! Choices that look like chance and are the same every time (SplitMix64).

#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `below`, exclusive.
    pub(super) fn below(&mut self, below: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(below.max(1))).unwrap_or(0)
    }

    /// One in `of` times true.
    pub(super) fn one_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let len = u32::try_from(from.len()).unwrap_or(u32::MAX);
        from.get(self.below(len) as usize).copied()
    }

    pub(super) fn bytes(&mut self) -> [u8; 10] {
        let (a, b) = (self.roll().to_le_bytes(), self.roll().to_le_bytes());
        std::array::from_fn(|at| if at < 8 { a[at] } else { b[at - 8] })
    }
}
