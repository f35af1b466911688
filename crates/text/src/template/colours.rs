//! The paper's one colour, made readable: what `/assets/paper-colours.css` and the mails are set in.

use std::fmt::Write;

/// The paper by day, as the theme sets it.
const PAPER: Rgb = Rgb(0xf6, 0xf2, 0xe9);
/// The paper by night.
const NIGHT: Rgb = Rgb(0x12, 0x11, 0x0f);
/// What text needs (WCAG 2, level AA).
const READABLE: f64 = 4.5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rgb(u8, u8, u8);

/// A spot colour and what follows from it, each as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colours {
    /// The paper's choice, for fills by day.
    pub spot: String,
    /// The same, darkened until it can be read on the paper.
    pub spot_text: String,
    /// The same, lightened until it can be read on the paper by night.
    pub spot_night: String,
    /// Ink or white, whichever reads better on `spot`.
    pub on_spot: String,
    /// Ink or white, whichever reads better on `spot_night`.
    pub on_spot_night: String,
}

impl Colours {
    /// From a spot colour `#rrggbb`; anything else is the theme's own red.
    #[must_use]
    pub fn of(spot: &str) -> Self {
        let spot = Rgb::parse(spot).unwrap_or(Rgb(0xe4, 0x00, 0x2b));
        let night = spot.until_readable_on(NIGHT, Rgb(255, 255, 255));
        Self {
            spot: spot.hex(),
            spot_text: spot.until_readable_on(PAPER, Rgb(0, 0, 0)).hex(),
            spot_night: night.hex(),
            on_spot: spot.best_on_it().hex(),
            on_spot_night: night.best_on_it().hex(),
        }
    }

    /// `faces`: what the paper sets its letters in where that is not the theme's own, as further declarations.
    ///
    /// The style sheet that is linked after the theme's own. `name_em` is the width of the paper's name
    /// ([`super::Advances::name_em`]), with which the masthead fills its column.
    #[must_use]
    pub fn css(&self, name_em: f64, faces: &str) -> String {
        let Self { spot, spot_text, spot_night, on_spot, on_spot_night } = self;
        format!(
            ":root{{--spot:{spot};--spot-text:{spot_text};--spot-night:{spot_night};\
             --on-spot:{on_spot};--on-spot-night:{on_spot_night};--name-em:{name_em:.2}{faces}}}\n"
        )
    }
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let channel = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    fn hex(self) -> String {
        let mut text = String::from("#");
        for channel in [self.0, self.1, self.2] {
            let _ = write!(text, "{channel:02x}");
        }
        text
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// A fiftieth of the way more towards `end`, as often as it takes.
    fn until_readable_on(self, ground: Self, end: Self) -> Self {
        let mixed = |step: u16| {
            let part = |from: u8, to: u8| {
                let sum = u16::from(from) * (50 - step) + u16::from(to) * step;
                u8::try_from(sum / 50).unwrap_or(u8::MAX)
            };
            Self(part(self.0, end.0), part(self.1, end.1), part(self.2, end.2))
        };
        (0..=50).map(mixed).find(|colour| colour.contrast(ground) >= READABLE).unwrap_or(end)
    }

    fn best_on_it(self) -> Self {
        let (ink, white) = (Self(0x14, 0x11, 0x0e), Self(255, 255, 255));
        if self.contrast(white) >= self.contrast(ink) { white } else { ink }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colour_that_reads_well_stays() {
        let red = Colours::of("#b00020");
        assert_eq!((red.spot_text.as_str(), red.on_spot.as_str()), ("#b00020", "#ffffff"));
        assert_eq!(Colours::of("red; } body { display: none").spot, "#e4002b");
        assert_eq!(Colours::of("#ffe600").on_spot, "#14110e");
    }

    proptest! {
        #[test]
        fn every_choice_can_be_read(r in any::<u8>(), g in any::<u8>(), b in any::<u8>()) {
            let colours = Colours::of(&Rgb(r, g, b).hex());
            let read = |text: &str| Rgb::parse(text).unwrap();
            prop_assert!(read(&colours.spot_text).contrast(PAPER) >= READABLE);
            prop_assert!(read(&colours.spot_night).contrast(NIGHT) >= READABLE);
            // Between ink and white no mid grey reaches 4.5 on both; the button's large letters need 3.
            prop_assert!(read(&colours.on_spot).contrast(read(&colours.spot)) >= 4.3);
        }
    }
}
