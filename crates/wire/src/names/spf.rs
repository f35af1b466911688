//! Which addresses may send mail of a domain, as its record says (SPF, RFC 7208): enough of it to tell a keeper what is
//! wrong. Macros are not followed; what hangs on them does not match.

use super::{Names, NamesError};
use std::net::IpAddr;
use std::pin::Pin;

/// What a domain's record says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spf {
    /// It may send.
    Pass,
    /// It may not, or the record leaves it open: the qualifier that matched, `-`, `~` or `?`.
    Not(char),
    /// There is no record.
    None,
    /// The record is broken: what is wrong with it.
    Broken(String),
}

/// Questions that one check may lead to (RFC 7208 §4.6.4).
const MOST: usize = 10;

type Asked<'a> = Pin<Box<dyn Future<Output = Result<Spf, NamesError>> + Send + 'a>>;

impl Names {
    /// Asks whether `address` may send mail of `domain`.
    ///
    /// # Errors
    /// [`NamesError`].
    pub async fn spf(&self, domain: &str, address: IpAddr) -> Result<Spf, NamesError> {
        let mut left = MOST;
        self.check(domain.to_owned(), address, &mut left).await
    }

    fn check<'a>(&'a self, domain: String, address: IpAddr, left: &'a mut usize) -> Asked<'a> {
        Box::pin(async move {
            let texts = self.texts(&domain).await?.unwrap_or_default();
            let mut records = texts.iter().filter(|text| *text == "v=spf1" || text.starts_with("v=spf1 "));
            let record = match (records.next(), records.next()) {
                (None, _) => return Ok(Spf::None),
                (Some(_), Some(_)) => {
                    return Ok(Spf::Broken(format!("{domain} has several records that begin with v=spf1; there may be one")));
                }
                (Some(record), None) => record.clone(),
            };
            let mut redirect = None;
            for term in record.split_ascii_whitespace().skip(1) {
                if let Some(target) = term.strip_prefix("redirect=") {
                    redirect = Some(target.to_owned());
                    continue;
                }
                let (qualifier, mechanism) = match term.chars().next() {
                    Some(sign @ ('+' | '-' | '~' | '?')) => (sign, term.get(1..).unwrap_or_default()),
                    _ => ('+', term),
                };
                match self.matches(mechanism, &domain, address, left).await? {
                    Matched::Yes if qualifier == '+' => return Ok(Spf::Pass),
                    Matched::Yes => return Ok(Spf::Not(qualifier)),
                    Matched::No => {}
                    Matched::Broken(why) => return Ok(Spf::Broken(why)),
                }
            }
            match redirect {
                None => Ok(Spf::Not('?')),
                Some(target) => match spend(left, &target) {
                    Some(why) => Ok(Spf::Broken(why)),
                    None => Ok(match self.check(target.clone(), address, left).await? {
                        Spf::None => Spf::Broken(format!("redirect={target} leads to a name without a record")),
                        found => found,
                    }),
                },
            }
        })
    }

    async fn matches(&self, mechanism: &str, domain: &str, address: IpAddr, left: &mut usize) -> Result<Matched, NamesError> {
        let (name, value) = mechanism.split_once([':', '/', '=']).unwrap_or((mechanism, ""));
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "all" => return Ok(Matched::Yes),
            "ip4" | "ip6" => {
                let value = mechanism.split_once(':').map_or("", |(_, value)| value);
                return Ok(match within(value, address) {
                    Some(within) => Matched::of(within),
                    None => Matched::Broken(format!("“{mechanism}” names no addresses")),
                });
            }
            // Modifiers that say nothing of addresses.
            "exp" => return Ok(Matched::No),
            "a" | "mx" | "include" | "exists" | "ptr" => {}
            _ if mechanism.contains('=') => return Ok(Matched::No),
            _ => return Ok(Matched::Broken(format!("“{mechanism}” is no term of SPF"))),
        }
        if let Some(why) = spend(left, mechanism) {
            return Ok(Matched::Broken(why));
        }
        let target = mechanism.split_once(':').map_or("", |(_, target)| target);
        let (target, length) = target.split_once('/').unwrap_or((target, if mechanism.contains(':') { "" } else { value }));
        let target = if target.is_empty() { domain } else { target };
        if target.contains('%') {
            return Ok(Matched::No);
        }
        let near =
            |found: IpAddr| if length.is_empty() { found == address } else { within(&format!("{found}/{length}"), address) == Some(true) };
        Ok(match name.as_str() {
            "include" => match self.check(target.to_owned(), address, left).await? {
                Spf::Pass => Matched::Yes,
                Spf::Not(_) => Matched::No,
                Spf::None => Matched::Broken(format!("include:{target} leads to a name without a record")),
                Spf::Broken(why) => Matched::Broken(why),
            },
            "a" => Matched::of(self.addresses(target).await?.into_iter().any(near)),
            "mx" => {
                let mut found = false;
                for (_, host) in self.mx(target).await?.unwrap_or_default().into_iter().take(MOST) {
                    found = found || self.addresses(&host).await?.into_iter().any(near);
                }
                Matched::of(found)
            }
            "exists" => Matched::of(!self.addresses(target).await?.is_empty()),
            _ => Matched::No,
        })
    }
}

enum Matched {
    Yes,
    No,
    Broken(String),
}

impl Matched {
    fn of(matched: bool) -> Self {
        if matched { Self::Yes } else { Self::No }
    }
}

/// Counts a question; says so when there were too many.
fn spend(left: &mut usize, term: &str) -> Option<String> {
    match left.checked_sub(1) {
        Some(fewer) => {
            *left = fewer;
            None
        }
        None => Some(format!("the record asks for more than {MOST} names, counted with its includes; receivers stop at “{term}”")),
    }
}

/// Whether an address lies in a network such as 192.0.2.0/24.
fn within(network: &str, address: IpAddr) -> Option<bool> {
    let (base, length) = network.split_once('/').map_or((network, None), |(base, length)| (base, Some(length)));
    let base: IpAddr = base.parse().ok()?;
    // A dual length, 24//64, has the one for IPv6 after two strokes.
    let (v4, v6) = length.map_or(("", ""), |length| length.split_once("//").unwrap_or((length, length)));
    let bits = |length: &str, most: u32| if length.is_empty() { Some(most) } else { length.parse().ok().filter(|bits| *bits <= most) };
    match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let shift = 32 - bits(v4, 32)?;
            Some(base.to_bits().checked_shr(shift).unwrap_or(0) == address.to_bits().checked_shr(shift).unwrap_or(0))
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let shift = 128 - bits(v6, 128)?;
            Some(base.to_bits().checked_shr(shift).unwrap_or(0) == address.to_bits().checked_shr(shift).unwrap_or(0))
        }
        _ => Some(false),
    }
}
