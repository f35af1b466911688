//! Shares with their intervals.

/// How many of how many.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) right: usize,
    pub(crate) of: usize,
}

impl Share {
    pub(crate) fn count(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    pub(crate) fn part(self) -> f64 {
        self.right as f64 / (self.of as f64).max(1.0)
    }
}

impl std::fmt::Display for Share {
    /// The share with its 95 % interval (Wilson).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const Z: f64 = 1.96;
        let (p, n) = (self.part(), (self.of as f64).max(1.0));
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
        write!(f, "{p:.3} [{:.3}-{:.3}] ({} of {})", (middle - half).max(0.0), (middle + half).min(1.0), self.right, self.of)
    }
}

/// The harmonic mean of precision and recall.
pub(crate) fn f1(right: usize, found: usize, gold: usize) -> f64 {
    2.0 * right as f64 / ((found + gold) as f64).max(1.0)
}
