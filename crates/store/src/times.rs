//! Instants inside JSON: RFC 3339 in UTC with microseconds, always of the same length.

use domain::time::Instant;

pub(crate) fn write(at: Instant) -> String {
    at.timestamp().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

pub(crate) fn read(text: &str) -> Option<Instant> {
    text.parse::<jiff::Timestamp>().ok().map(Instant::from_timestamp)
}

/// For fields of JSON that is stored.
pub(crate) mod field {
    use super::Instant;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(at: &Instant, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&super::write(*at))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        let text = String::deserialize(from)?;
        super::read(&text).ok_or_else(|| D::Error::custom("not an instant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_instant_comes_back(micros in -62_000_000_000_000_000_i64..250_000_000_000_000_000) {
            let at = Instant::from_micros(micros);
            prop_assert_eq!(read(&write(at)), Some(at));
        }
    }
}
