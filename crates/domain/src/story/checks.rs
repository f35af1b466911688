//! What stands in the way of a story before it runs, and what its writer may want to know: each with its place.
//!
//! What is blocking here is what [`Draft::check_to_publish`] and the verb that publishes refuse, and nothing else.

use super::{Draft, Kind};
use crate::body::{Block, MediaKey, Picture};
use crate::link::Span;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is.
    pub code: Code,
    /// In words, for the person.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Whether the story cannot run with it.
    pub blocking: bool,
}

/// Where a check leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A field of the column of facts, or headline and standfirst, by its name in the API.
    Field(&'static str),
    /// A block of the body, counted from 0 among the outermost ones.
    Block(usize),
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal;)+) => {
        /// What a check is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $code,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The word in the API.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$code => $word,)+
                }
            }
        }
    };
}

codes! {
    /// No headline.
    Headline = "headline_missing";
    /// Nobody is credited.
    Byline = "byline_missing";
    /// No text.
    Body = "body_missing";
    /// The section is none of the paper's.
    Section = "section_unknown";
    /// A picture without a credit.
    PictureCredit = "picture_credit";
    /// A picture that nobody described.
    PictureAlt = "picture_alt";
    /// A picture or sound whose licence has run out.
    Licence = "licence_expired";
    /// The address is that of another story.
    Address = "address_taken";
    /// A clip without a title.
    ClipTitle = "clip_title";
    /// A clip without an address.
    ClipAddress = "clip_address";
    /// A review without a score.
    Score = "score_missing";
    /// No standfirst.
    Standfirst = "standfirst_missing";
    /// A name that may mean an artist.
    DoubtfulLink = "doubtful_link";
    /// A quotation mark without its other half.
    Marks = "marks_unbalanced";
    /// A headline that the social card cannot show whole.
    HeadlineLong = "headline_long";
}

/// What has to be looked up.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The headline of the story that has the address already; empty when it is not to be told.
    pub taken_by: Option<String>,
    /// Whether the section is one of the paper's.
    pub section_known: bool,
    /// Pictures and sounds whose licence has run out.
    pub expired: Vec<MediaKey>,
    /// Names that may mean an artist: where, and the name.
    pub doubtful: Vec<(Span, String)>,
    /// Quotation marks without their other half: where, and what is wrong.
    pub unbalanced: Vec<(Span, String)>,
    /// Whether the social card cannot show the headline whole.
    pub headline_cut: bool,
}

fn hint(code: Code, place: Place, message: impl Into<String>) -> Check {
    Check { code, message: message.into(), place, blocking: false }
}

fn stop(code: Code, place: Place, message: impl Into<String>) -> Check {
    Check { blocking: true, ..hint(code, place, message) }
}

/// What can be seen without looking anything up.
#[must_use]
pub fn of_draft(draft: &Draft) -> Vec<Check> {
    let mut all = Vec::new();
    if draft.headline.trim().is_empty() {
        all.push(stop(Code::Headline, Place::Field("headline"), "There is no headline"));
    }
    if draft.standfirst.trim().is_empty() {
        all.push(hint(
            Code::Standfirst,
            Place::Field("standfirst"),
            "There is no standfirst; cards and the newsletter show only the headline",
        ));
    }
    if draft.bylines.is_empty() {
        all.push(stop(Code::Byline, Place::Field("bylines"), "Nobody is credited; say who wrote it, or use a house byline"));
    }
    if draft.body.blocks.is_empty() {
        all.push(stop(Code::Body, Place::Field("body"), "There is no text yet"));
    }
    if let Some(cover) = &draft.cover {
        picture(cover, "The cover", Place::Field("cover"), &mut all);
    }
    for (index, block) in draft.body.blocks.iter().enumerate() {
        let place = Place::Block(index);
        match block {
            Block::Picture(one) => picture(one, "A picture", place, &mut all),
            Block::Gallery(several) => several.iter().for_each(|one| picture(one, "A picture of the gallery", place, &mut all)),
            Block::Clip(clip) => {
                if clip.title.trim().is_empty() {
                    all.push(hint(
                        Code::ClipTitle,
                        place,
                        format!("The {} clip has no title; who does not see it is told nothing", clip.provider.name()),
                    ));
                }
                if clip.id.is_none() {
                    all.push(hint(
                        Code::ClipAddress,
                        place,
                        format!("The {} clip has no address; it cannot be played", clip.provider.name()),
                    ));
                }
            }
            _ => {}
        }
    }
    if matches!(draft.kind, Kind::Review) && draft.body.score().is_none() {
        all.push(hint(Code::Score, Place::Field("score"), "A review without a score"));
    }
    all
}

fn picture(picture: &Picture, what: &str, place: Place, all: &mut Vec<Check>) {
    if picture.credit.trim().is_empty() {
        all.push(stop(Code::PictureCredit, place, format!("{what} has no credit")));
    }
    if picture.alt.trim().is_empty() && !picture.decorative {
        all.push(stop(Code::PictureAlt, place, format!("{what} is not described; describe it, or say that it is decorative")));
    }
}

/// Everything: what can be seen, and what was looked up.
#[must_use]
pub fn all(draft: &Draft, facts: &Facts) -> Vec<Check> {
    let mut all = of_draft(draft);
    if !facts.section_known {
        all.push(stop(Code::Section, Place::Field("section"), "There is no such section; choose one of the paper's"));
    }
    if let Some(by) = &facts.taken_by {
        let by = if by.is_empty() { "another story".to_owned() } else { format!("“{by}”") };
        all.push(stop(Code::Address, Place::Field("slug"), format!("The address is taken by {by}; choose another")));
    }
    for key in &facts.expired {
        let within = draft.body.blocks.iter().position(|block| match block {
            Block::Picture(one) => one.media == *key,
            Block::Gallery(several) => several.iter().any(|one| one.media == *key),
            Block::Clip(clip) => clip.poster.as_ref() == Some(key),
            Block::Audio(audio) => audio.media == *key,
            _ => false,
        });
        let sound = within.and_then(|index| draft.body.blocks.get(index)).is_some_and(|block| matches!(block, Block::Audio(_)));
        let what = if sound { "sound" } else { "picture" };
        let message = format!("The licence of a {what} has run out; take another one, or renew it");
        all.push(stop(Code::Licence, within.map_or(Place::Field("cover"), Place::Block), message));
    }
    for (span, name) in &facts.doubtful {
        all.push(hint(Code::DoubtfulLink, place_of(draft, span), format!("“{name}” may mean an artist; say who, or that it does not")));
    }
    for (span, problem) in &facts.unbalanced {
        all.push(hint(Code::Marks, place_of(draft, span), problem.clone()));
    }
    if facts.headline_cut {
        all.push(hint(Code::HeadlineLong, Place::Field("headline"), "The headline is too long for the social card, which cuts it"));
    }
    all
}

/// Where a span lies: headline, standfirst, or the outermost block that holds its text.
fn place_of(draft: &Draft, span: &Span) -> Place {
    match span.block {
        Span::HEADLINE => return Place::Field("headline"),
        Span::STANDFIRST => return Place::Field("standfirst"),
        _ => {}
    }
    let mut texts = 0;
    for (index, block) in draft.body.blocks.iter().enumerate() {
        texts += i64::try_from(block.texts().len()).unwrap_or(i64::MAX);
        if span.block < texts {
            return Place::Block(index);
        }
    }
    Place::Field("body")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Body, Inlines};
    use crate::id::PersonId;
    use crate::slug::Slug;
    use crate::story::{Advisory, Byline, Part};

    fn media() -> MediaKey {
        MediaKey::parse(&format!("{}.jpg", "a".repeat(64))).unwrap()
    }

    fn bare_picture() -> Picture {
        Picture {
            media: media(),
            alt: String::new(),
            decorative: false,
            credit: String::new(),
            caption: String::new(),
            width: 3,
            height: 2,
            focus: [0.5, 0.5],
        }
    }

    fn draft(blocks: Vec<Block>) -> Draft {
        Draft {
            headline: "Gilt, again".to_owned(),
            standfirst: "A line.".to_owned(),
            slug: Slug::parse("gilt").unwrap(),
            section: Slug::parse("news").unwrap(),
            kind: Kind::News,
            bylines: vec![Byline { person: PersonId(1), part: Part::Words }],
            artists: Vec::new(),
            cover: None,
            advisory: Advisory::default(),
            body: Body { blocks },
            placement: crate::edition::Placement::In,
            dateline: None,
            sponsor: None,
        }
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Inlines::plain(text))
    }

    fn codes(checks: &[Check]) -> Vec<(Code, Place)> {
        checks.iter().map(|check| (check.code, check.place)).collect()
    }

    #[test]
    fn pictures_need_a_credit_and_words_or_nothing_to_say() {
        let mut spoilt = draft(vec![
            paragraph("Text."),
            Block::Picture(bare_picture()),
            Block::Gallery(vec![Picture { decorative: true, ..bare_picture() }]),
        ]);
        spoilt.cover = Some(Picture { credit: "Raf".to_owned(), ..bare_picture() });
        let expected = [
            (Code::PictureAlt, Place::Field("cover")),
            (Code::PictureCredit, Place::Block(1)),
            (Code::PictureAlt, Place::Block(1)),
            (Code::PictureCredit, Place::Block(2)),
        ];
        assert_eq!(codes(&of_draft(&spoilt)), expected);
    }

    /// Whatever is blocking without looking anything up is what publishing refuses, and the other way round.
    #[test]
    fn blocking_is_what_publishing_refuses() {
        let spoils: [fn(&mut Draft); 8] = [
            |_| {},
            |draft| draft.headline = " ".to_owned(),
            |draft| draft.standfirst.clear(),
            |draft| draft.bylines.clear(),
            |draft| draft.body.blocks.clear(),
            |draft| draft.cover = Some(bare_picture()),
            |draft| draft.kind = Kind::Review,
            |draft| draft.cover = Some(Picture { decorative: true, credit: "Raf".to_owned(), ..bare_picture() }),
        ];
        for (number, spoil) in spoils.into_iter().enumerate() {
            let mut one = draft(vec![paragraph("Text.")]);
            spoil(&mut one);
            let blocked = of_draft(&one).iter().any(|check| check.blocking);
            assert_eq!(blocked, one.check_to_publish().is_err(), "{number}: {:?}", of_draft(&one));
        }
    }

    #[test]
    fn a_span_leads_to_the_outermost_block_that_holds_it() {
        let list = crate::body::List { items: vec![vec![Inlines::plain("One")], vec![Inlines::plain("Gilt")]], ..Default::default() };
        let heading = Block::Heading { level: 2, text: Inlines::plain("Not counted") };
        let one = draft(vec![paragraph("Text."), heading, Block::List(list), paragraph("Last.")]);
        let at = |block| Span { block, start: 0, end: 1 };
        assert_eq!(
            [0, 1, 2, 3, 9].map(|block| place_of(&one, &at(block))),
            [0, 2, 2, 3, 9].map(|n| if n == 9 { Place::Field("body") } else { Place::Block(n) })
        );
        assert_eq!(place_of(&one, &at(Span::HEADLINE)), Place::Field("headline"));
    }

    #[test]
    fn what_was_looked_up_is_told_with_its_place() {
        let one =
            draft(vec![paragraph("Text."), Block::Picture(Picture { credit: "Raf".to_owned(), alt: "Raf".to_owned(), ..bare_picture() })]);
        let span = Span { block: 0, start: 0, end: 4 };
        let facts = Facts {
            taken_by: Some("Gilt".to_owned()),
            section_known: false,
            expired: vec![media()],
            doubtful: vec![(span, "Text".to_owned())],
            unbalanced: vec![(span, "“ is not closed".to_owned())],
            headline_cut: true,
        };
        let found = all(&one, &facts);
        assert_eq!(found.iter().filter(|check| check.blocking).count(), 3);
        assert!(codes(&found).contains(&(Code::Licence, Place::Block(1))) && codes(&found).contains(&(Code::Marks, Place::Block(0))));
        assert!(all(&one, &Facts { section_known: true, ..Facts::default() }).is_empty());
    }
}
