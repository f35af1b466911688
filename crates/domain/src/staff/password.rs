//! What makes a password good enough to stand beside a code.

use crate::refusal::Refusal;
use crate::staff::Staff;
use std::collections::BTreeSet;

/// The fewest characters.
pub const SHORTEST: usize = 12;

/// The most characters: hashing is work.
pub const LONGEST: usize = 200;

/// Fewer different characters than these are a pattern.
const FEWEST_DIFFERENT: usize = 5;

/// Takes a new password or says what is wrong with it. Length is what counts; no rule asks for signs and digits.
///
/// # Errors
/// [`Refusal::Field`] for `password`.
pub fn check(typed: &str, staff: &Staff) -> Result<(), Refusal> {
    let wrong = |why: String| Err(Refusal::field("password", why));
    let letters = typed.chars().count();
    if letters < SHORTEST {
        return wrong(format!("take at least {SHORTEST} characters; four words that do not belong together are good"));
    }
    if letters > LONGEST {
        return wrong(format!("{LONGEST} characters are enough"));
    }
    let lower = typed.to_lowercase();
    let different: BTreeSet<char> = lower.chars().collect();
    if different.len() < FEWEST_DIFFERENT {
        return wrong("this is a pattern and soon guessed; four words that do not belong together are better".to_owned());
    }
    // What is known of them is tried first: their address and name, alone or with something added.
    let local = staff.email.as_str().split('@').next().unwrap_or_default().to_lowercase();
    let known = [staff.email.key(), local, staff.name.to_lowercase(), staff.name.to_lowercase().replace(' ', "")];
    let mostly = |part: &String| !part.is_empty() && lower.contains(part.as_str()) && letters < part.chars().count() + 8;
    if known.iter().any(mostly) {
        return wrong("this is little more than your name or address; take words that nobody knows of you".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::Email;
    use crate::id::StaffId;
    use crate::role::Role;
    use crate::staff::Standing;
    use crate::time::Instant;

    #[test]
    fn long_passwords_that_say_nothing_of_their_owner_are_taken() {
        let email = Email::parse("vera.lindqvist@feedback.example").unwrap();
        let (created, name) = (Instant::from_micros(0), "Vera Lindqvist".to_owned());
        let vera = Staff { id: StaffId(1), email, name, role: Role::Editor, person: None, standing: Standing::Active, created, seen: None };
        for good in ["fax choir saltwater drum", "длинный пароль", "vera.lindqvist sings at dawn", "            a1b2c3"] {
            assert_eq!(check(good, &vera), Ok(()), "{good}");
        }
        let long = "ab cd".repeat(41);
        for (bad, why) in [
            ("short", "12"),
            ("elevenchars", "12"),
            (long.as_str(), "200"),
            ("abababababababab", "pattern"),
            ("Vera Lindqvist1", "name"),
            ("veralindqvist1999", "name"),
            ("Vera.Lindqvist@feedback.example", "name"),
        ] {
            let said = check(bad, &vera).err().unwrap().to_string();
            assert!(said.starts_with("password: ") && said.contains(why), "{bad}: {said}");
        }
    }
}
