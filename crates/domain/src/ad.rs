//! The paper's own ads: a picture and a link, in some places, for some days. Who sees which is decided by page and hour,
//! never by reader.

use crate::body::MediaKey;
use crate::id::AdId;
use crate::refusal::Refusal;
use crate::slug::Slug;
use crate::time::{Day, Instant, Zone};
use crate::web_address::is_outward;

/// Where an ad can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the rail of the front.
    Front,
    /// Under a section's name.
    Section,
    /// At the foot of a story.
    Story,
    /// In the edition.
    Edition,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 4] = [Self::Front, Self::Section, Self::Story, Self::Edition];

    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Section => "section",
            Self::Story => "story",
            Self::Edition => "edition",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.word() == word)
    }
}

/// What somebody says of an ad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdDraft {
    /// What the desk calls it.
    pub name: String,
    /// The picture.
    pub media: MediaKey,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What the picture says, for who does not see it.
    pub alt: String,
    /// Where it leads, `https://…`.
    pub link: String,
    /// Where it stands; in order, each once.
    pub places: Vec<Place>,
    /// In which sections: of the sections' fronts and the stories. None: in all.
    pub sections: Vec<Slug>,
    /// From when.
    pub from: Instant,
    /// Up to when.
    pub until: Instant,
}

/// An ad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ad {
    /// Ours.
    pub id: AdId,
    /// Counts saves, from 1. A save from an older revision is refused.
    pub revision: i64,
    /// What was said of it.
    pub draft: AdDraft,
    /// When somebody stopped it before its time.
    pub stopped: Option<Instant>,
    /// When it was made.
    pub created: Instant,
}

/// Where an ad stands in its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// It has not begun.
    ToCome,
    /// It runs.
    Running,
    /// Its days are over.
    Over,
    /// Somebody stopped it.
    Stopped,
}

impl Run {
    /// The word in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ToCome => "to-come",
            Self::Running => "running",
            Self::Over => "over",
            Self::Stopped => "stopped",
        }
    }
}

/// The longest name, in characters.
const MAX_NAME: usize = 120;
/// The longest alternative text, in characters.
const MAX_ALT: usize = 500;
/// The widest and highest picture that a page has room for is scaled; a line of a pixel is none.
const MIN_SIDE: u32 = 20;
/// How long one ad stands on a page before the next one's turn.
pub const TURN_SECONDS: i64 = 60 * 60;

impl AdDraft {
    /// Checks an ad, and puts its places in order.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn checked(mut self) -> Result<Self, Refusal> {
        self.places.sort_unstable();
        self.places.dedup();
        self.sections.sort_unstable();
        self.sections.dedup();
        let one_line = |text: &str, most: usize| !text.chars().any(char::is_control) && text.chars().count() <= most;
        if self.name.trim().is_empty() || !one_line(&self.name, MAX_NAME) {
            return Err(Refusal::field("name", format!("say in one line, {MAX_NAME} characters at most, what the desk is to call it")));
        }
        if self.alt.trim().is_empty() || !one_line(&self.alt, MAX_ALT) {
            return Err(Refusal::field("alt", format!("say in one line, {MAX_ALT} characters at most, what the picture says")));
        }
        if !is_outward(&self.link) {
            return Err(Refusal::field("link", format!("“{}” is no address of a site; write it as https://amps.example", self.link)));
        }
        if self.places.is_empty() {
            return Err(Refusal::field("places", "say where it is to stand: front, section, story, edition"));
        }
        if self.width < MIN_SIDE || self.height < MIN_SIDE {
            return Err(Refusal::field("media", "is no picture that can be seen"));
        }
        if self.until <= self.from {
            return Err(Refusal::field("until", "lies before its first day"));
        }
        Ok(self)
    }
}

impl Ad {
    /// Where it stands in its time.
    #[must_use]
    pub fn run(&self, now: Instant) -> Run {
        if self.stopped.is_some() {
            Run::Stopped
        } else if now < self.draft.from {
            Run::ToCome
        } else if now < self.draft.until {
            Run::Running
        } else {
            Run::Over
        }
    }

    /// Whether it may stand in a place now. `section` is that of the section's front or of the story; a front has none.
    #[must_use]
    pub fn fits(&self, place: Place, section: Option<&Slug>, now: Instant) -> bool {
        let here = section.is_none_or(|section| self.draft.sections.is_empty() || self.draft.sections.contains(section));
        self.run(now) == Run::Running && self.draft.places.contains(&place) && here
    }
}

/// The ad of a page in this hour. Every ad that fits has its turn: with *n* of them, each stands on a page in one hour of
/// *n*, and in the same hour on one page of *n*. `page` is a number made from the page's address.
#[must_use]
pub fn choose<'a>(ads: &'a [Ad], place: Place, section: Option<&Slug>, page: u64, now: Instant) -> Option<&'a Ad> {
    let mut fitting: Vec<&Ad> = ads.iter().filter(|ad| ad.fits(place, section, now)).collect();
    fitting.sort_by_key(|ad| ad.id);
    let turn = now.micros().div_euclid(TURN_SECONDS * 1_000_000).cast_unsigned();
    let many = u64::try_from(fitting.len()).ok().filter(|many| *many > 0)?;
    let place = usize::try_from(page.wrapping_add(turn) % many).ok()?;
    fitting.get(place).copied()
}

/// The ad of a day's edition: every ad that fits has its day.
#[must_use]
pub fn of_edition(ads: &[Ad], day: Day, now: Instant) -> Option<&Ad> {
    let mut fitting: Vec<&Ad> = ads.iter().filter(|ad| ad.fits(Place::Edition, None, now)).collect();
    fitting.sort_by_key(|ad| ad.id);
    let many = i64::try_from(fitting.len()).ok().filter(|many| *many > 0)?;
    let days = Zone::utc().start_of(day).micros().div_euclid(24 * 3_600 * 1_000_000);
    fitting.get(usize::try_from(days.rem_euclid(many)).ok()?).copied()
}

/// The next instant at which a page's ad may be another one: an ad begins or ends, or, where several fit, a turn is over.
#[must_use]
pub fn until(ads: &[Ad], place: Place, section: Option<&Slug>, now: Instant) -> Option<Instant> {
    let mine = |ad: &&Ad| ad.stopped.is_none() && ad.draft.places.contains(&place);
    let edges = ads.iter().filter(mine).flat_map(|ad| [ad.draft.from, ad.draft.until]).filter(|at| *at > now);
    let several = ads.iter().filter(|ad| ad.fits(place, section, now)).count() > 1;
    let turn = Instant::from_micros((now.micros().div_euclid(TURN_SECONDS * 1_000_000) + 1) * TURN_SECONDS * 1_000_000);
    edges.chain(several.then_some(turn)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn at(hour: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(hour * TURN_SECONDS)
    }

    fn ad(id: i64, sections: &[&str]) -> Ad {
        let draft = AdDraft {
            name: format!("Ad {id}"),
            media: MediaKey::parse(&format!("{}.png", "a".repeat(64))).unwrap(),
            width: 600,
            height: 400,
            alt: "Amplifiers".to_owned(),
            link: "https://amps.example".to_owned(),
            places: vec![Place::Story, Place::Front],
            sections: sections.iter().map(|slug| Slug::parse(slug).unwrap()).collect(),
            from: at(10),
            until: at(100),
        };
        Ad { id: AdId(id), revision: 1, draft, stopped: None, created: at(0) }
    }

    #[test]
    fn every_ad_has_the_same_share_of_hours_and_of_pages() {
        let ads = [ad(3, &[]), ad(1, &[]), ad(2, &[])];
        let (mut by_hour, mut by_page) = (BTreeMap::new(), BTreeMap::new());
        for hour in 10..70 {
            *by_hour.entry(choose(&ads, Place::Front, None, 7, at(hour)).unwrap().id).or_insert(0) += 1;
        }
        for page in 0..60 {
            *by_page.entry(choose(&ads, Place::Story, None, page, at(10)).unwrap().id).or_insert(0) += 1;
        }
        assert!(by_hour.len() == 3 && by_hour.values().all(|hours| *hours == 20), "{by_hour:?}");
        assert!(by_page.len() == 3 && by_page.values().all(|pages| *pages == 20), "{by_page:?}");
        assert_eq!(until(&ads, Place::Front, None, at(10)), Some(at(11)));
        assert_eq!(until(&ads[..1], Place::Front, None, at(10)), Some(at(100)));
        assert_eq!(until(&ads, Place::Front, None, at(9)), Some(at(10)));
    }

    #[test]
    fn every_ad_has_its_editions() {
        let ads: Vec<Ad> = (1..=5)
            .map(|id| {
                let mut one = ad(id, &[]);
                one.draft.places = vec![Place::Edition];
                one
            })
            .collect();
        let mut day = jiff::civil::date(2026, 11, 20);
        let mut stood = BTreeMap::new();
        for _ in 0..25 {
            *stood.entry(of_edition(&ads, day, at(10)).unwrap().id).or_insert(0) += 1;
            day = day.tomorrow().unwrap();
        }
        assert!(stood.len() == 5 && stood.values().all(|days| *days == 5), "{stood:?}");
        assert_eq!(of_edition(&ads, day, at(100)), None);
    }

    #[test]
    fn an_ad_keeps_to_its_days_places_and_sections() {
        let reviews = Slug::parse("reviews").unwrap();
        let news = Slug::parse("news").unwrap();
        let only = ad(1, &["reviews"]);
        assert!(only.fits(Place::Story, Some(&reviews), at(10)) && only.fits(Place::Front, None, at(99)));
        assert!(!only.fits(Place::Story, Some(&news), at(10)) && !only.fits(Place::Edition, None, at(10)));
        assert!(!only.fits(Place::Front, None, at(9)) && !only.fits(Place::Front, None, at(100)));
        let stopped = Ad { stopped: Some(at(20)), ..ad(1, &[]) };
        assert_eq!((stopped.run(at(30)), choose(&[stopped], Place::Front, None, 0, at(30))), (Run::Stopped, None));
        assert_eq!([only.run(at(1)), only.run(at(10)), only.run(at(100))], [Run::ToCome, Run::Running, Run::Over]);
    }

    #[test]
    fn an_ad_that_cannot_run_is_refused() {
        let wrong = |change: fn(&mut AdDraft)| {
            let mut draft = ad(1, &[]).draft;
            change(&mut draft);
            draft.checked().unwrap_err().to_string()
        };
        assert!(wrong(|draft| draft.name.clear()).starts_with("name"));
        assert!(wrong(|draft| draft.alt.clear()).starts_with("alt"));
        assert!(wrong(|draft| draft.link = "javascript:alert(1)".to_owned()).starts_with("link"));
        assert!(wrong(|draft| draft.places.clear()).starts_with("places"));
        assert!(wrong(|draft| draft.width = 1).starts_with("media"));
        assert!(wrong(|draft| draft.until = draft.from).starts_with("until"));
        assert_eq!(ad(1, &[]).draft.checked().unwrap().places, [Place::Front, Place::Story]);
    }
}
