//! From bytes to units of UTF-16.

/// Where a text has letters that count differently in UTF-8 and in UTF-16.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// The byte after such a letter, and how many units fewer than bytes there were up to it.
    shifts: Vec<(usize, usize)>,
}

impl Units {
    pub(super) fn of(text: &str) -> Self {
        let mut shift = 0;
        let shifts = text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, c)| {
            shift += c.len_utf8() - c.len_utf16();
            (at + c.len_utf8(), shift)
        });
        Self { shifts: shifts.collect() }
    }

    /// The unit at a byte that begins a letter.
    pub(super) fn at(&self, byte: usize) -> usize {
        let before = self.shifts.partition_point(|(after, _)| *after <= byte);
        let shift = before.checked_sub(1).and_then(|index| self.shifts.get(index)).map_or(0, |(_, shift)| *shift);
        byte.saturating_sub(shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn units_are_what_a_browser_counts(text in "\\PC{0,40}") {
            let units = Units::of(&text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let (head, _) = text.split_at(at);
                prop_assert_eq!(units.at(at), head.encode_utf16().count());
            }
        }
    }
}
