//! The paper's spot colour, and the same colour as it may be read: darkened by day, lightened by night.

/// One colour, sRGB.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Colour([f64; 3]);

const PAPER: Colour = Colour([246.0, 242.0, 233.0]);
const NIGHT: Colour = Colour([18.0, 17.0, 15.0]);
const INK: Colour = Colour([20.0, 17.0, 14.0]);
const WHITE: Colour = Colour([255.0, 255.0, 255.0]);

/// What WCAG 2.2 AA asks of text.
const ENOUGH: f64 = 4.5;

impl Colour {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        let channel = |shift: u32| f64::from(number >> shift & 0xff);
        Some(Self([channel(16), channel(8), channel(0)]))
    }

    /// WCAG's relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = channel.round() / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG's contrast ratio, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour, so far on its way to another.
    fn towards(self, other: Self, share: f64) -> Self {
        let [a, b, c] = self.0;
        let [x, y, z] = other.0;
        Self([a + (x - a) * share, b + (y - b) * share, c + (z - c) * share])
    }

    /// This colour, moved towards `end` only as far as it takes to be read on `ground`.
    fn readable_on(self, ground: Self, end: Self) -> Self {
        (0..=100).map(|percent| self.towards(end, f64::from(percent) / 100.0)).find(|shade| shade.contrast(ground) >= ENOUGH).unwrap_or(end)
    }

    /// Ink or white, whichever reads better on this colour.
    fn lettering(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(INK) { WHITE } else { INK }
    }

    fn css(self) -> String {
        let [red, green, blue] = self.0.map(f64::round);
        format!("#{red:02x}{green:02x}{blue:02x}", red = red as u8, green = green as u8, blue = blue as u8)
    }
}

/// The style sheet with the paper's colours; empty when `spot` is no colour, and the theme's own then stand.
pub(crate) fn style_sheet(spot: &str) -> String {
    let Some(spot) = Colour::parse(spot) else { return String::new() };
    let (by_day, by_night) = (spot.readable_on(PAPER, Colour([0.0; 3])), spot.readable_on(NIGHT, WHITE));
    format!(
        ":root{{--spot:{};--spot-text:{};--spot-night:{};--on-spot:{};--on-spot-night:{}}}\n",
        spot.css(),
        by_day.css(),
        by_night.css(),
        spot.lettering().css(),
        by_night.lettering().css()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sheet: &str, name: &str) -> Colour {
        let value = sheet.split(&format!("--{name}:")).nth(1).unwrap().get(..7).unwrap();
        Colour::parse(value).unwrap()
    }

    #[test]
    fn every_spot_becomes_readable_by_day_and_by_night() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let spot = format!("#{red:02x}{green:02x}{blue:02x}");
                    let sheet = style_sheet(&spot);
                    assert!(of(&sheet, "spot-text").contrast(PAPER) >= ENOUGH, "{spot} by day: {sheet}");
                    assert!(of(&sheet, "spot-night").contrast(NIGHT) >= ENOUGH, "{spot} by night: {sheet}");
                    assert!(of(&sheet, "on-spot").contrast(of(&sheet, "spot")) >= ENOUGH, "{spot} lettering: {sheet}");
                }
            }
        }
    }

    #[test]
    fn a_spot_that_reads_already_stays_what_it_is() {
        let sheet = style_sheet("#b00020");
        assert_eq!(of(&sheet, "spot-text"), of(&sheet, "spot"));
    }

    #[test]
    fn nonsense_gives_an_empty_sheet() {
        for nonsense in ["", "red", "#12", "#gggggg", "};body{display:none"] {
            assert_eq!(style_sheet(nonsense), "");
        }
    }
}
