//! Files and links are put in: pieces become the document.

use super::{About, Finding, Foreign, ForeignPicture, Piece};
use crate::captions::credited;
use domain::body::{Audio, Block, Body, Inline, Inlines, Mark, MediaKey, Picture};

/// A file that the paper has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// A picture.
    Picture {
        /// Its key.
        media: MediaKey,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Sound.
    Sound(MediaKey),
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linked {
    /// Somewhere else: it stays.
    Elsewhere,
    /// To something that came along, and stands here now.
    To(String),
    /// Inside the paper, to nothing that came along.
    Broken,
}

/// Knows files and links.
pub trait Resolver {
    /// The stored file that a picture or sound names; else why there is none, where that is known.
    fn file(&self, named: &ForeignPicture) -> Result<Known, String>;
    /// What a link leads to.
    fn link(&self, href: &str) -> Linked;
}

/// A text as the document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settled {
    /// The document.
    pub body: Body,
    /// What to look at, what was found while reading included.
    pub findings: Vec<Finding>,
}

impl Foreign {
    /// Completes what is said of each picture and sound: what is known of attachments stands elsewhere in the source.
    /// `attached` are the pictures that belong to the entry.
    pub fn complete(&mut self, attached: &dyn Fn() -> Vec<ForeignPicture>, complete: &dyn Fn(&mut ForeignPicture)) {
        for piece in &mut self.pieces {
            match piece {
                Piece::Picture(picture) | Piece::Sound { file: picture, .. } => complete(picture),
                Piece::Gallery(pictures) => pictures.iter_mut().for_each(complete),
                Piece::Attached => {
                    let mut pictures = attached();
                    pictures.iter_mut().for_each(complete);
                    *piece = Piece::Gallery(pictures);
                }
                Piece::Block(_) => {}
            }
        }
    }

    /// The document, its files and links looked up.
    #[must_use]
    pub fn settle(self, resolver: &dyn Resolver) -> Settled {
        let mut settled = Settled { body: Body::default(), findings: self.findings };
        for piece in self.pieces {
            settled.piece(piece, resolver);
        }
        settled
    }
}

impl Settled {
    fn piece(&mut self, piece: Piece, resolver: &dyn Resolver) {
        match piece {
            Piece::Block(mut block) => {
                for text in texts(&mut block) {
                    self.links(text, resolver);
                }
                self.body.blocks.push(block);
            }
            Piece::Picture(named) => {
                let block = self.picture(&named, resolver).map_or_else(|| kept(&named), Block::Picture);
                self.body.blocks.push(block);
            }
            Piece::Gallery(named) => self.gallery(&named, resolver),
            Piece::Attached => {
                self.findings.push(Finding::new(About::Picture, "a gallery of all pictures of the entry, of which none is known"))
            }
            Piece::Sound { file, title } => match resolver.file(&file) {
                Ok(Known::Sound(media)) => self.body.blocks.push(Block::Audio(Audio { media, title, credit: String::new(), duration: 0 })),
                other => {
                    let why = other.err().map(because).unwrap_or_default();
                    self.findings.push(Finding::new(About::Picture, format!("the sound {} is not there{why}", name(&file))));
                    self.body.blocks.push(kept(&file));
                }
            },
        }
    }

    fn gallery(&mut self, named: &[ForeignPicture], resolver: &dyn Resolver) {
        let (mut pictures, mut missing) = (Vec::new(), Vec::new());
        for one in named {
            match self.picture(one, resolver) {
                Some(picture) => pictures.push(picture),
                None => missing.push(kept(one)),
            }
        }
        match pictures.len() {
            0 => {}
            1 => self.body.blocks.extend(pictures.pop().map(Block::Picture)),
            _ => self.body.blocks.push(Block::Gallery(pictures)),
        }
        self.body.blocks.extend(missing);
    }

    /// A picture, if its file is there; and what to look at of it.
    pub fn picture(&mut self, named: &ForeignPicture, resolver: &dyn Resolver) -> Option<Picture> {
        let (media, width, height) = match resolver.file(named) {
            Ok(Known::Picture { media, width, height }) => (media, width, height),
            other => {
                let why = other.err().map(because).unwrap_or_default();
                let said = format!("the picture {} is not there{why}; a link stands in its place", name(named));
                self.findings.push(Finding::new(About::Picture, said));
                return None;
            }
        };
        let (caption, said) = credited(&named.caption);
        let credit = if named.credit.trim().is_empty() { said } else { named.credit.trim().to_owned() };
        let caption = if credit.is_empty() { named.caption.clone() } else { caption };
        if credit.is_empty() {
            self.findings.push(Finding::new(About::Credit, format!("nobody is credited for {}", name(named))));
        }
        let alt = if named.alt.trim().is_empty() { String::new() } else { one_line(&named.alt) };
        Some(Picture {
            media,
            alt,
            decorative: false,
            credit: one_line(&credit),
            caption: one_line(&caption),
            width,
            height,
            focus: [0.5, 0.5],
        })
    }

    fn links(&mut self, text: &mut Inlines, resolver: &dyn Resolver) {
        let mut moved = false;
        for piece in &mut text.0 {
            let Inline::Text { marks, .. } = piece else { continue };
            for mark in marks {
                let Mark::Link { href, .. } = mark else { continue };
                match resolver.link(href) {
                    Linked::Elsewhere => {}
                    Linked::To(here) => {
                        *href = here;
                        moved = true;
                    }
                    Linked::Broken => {
                        let finding = Finding::new(About::Link, href.as_str());
                        if !self.findings.contains(&finding) {
                            self.findings.push(finding);
                        }
                    }
                }
            }
        }
        // Two links that stood side by side may lead to one place now: they are one, as they are stored.
        for piece in if moved { std::mem::take(&mut text.0) } else { Vec::new() } {
            match piece {
                Inline::Text { text: words, marks } => text.push(&words, &marks),
                other => text.0.push(other),
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn because(why: String) -> String {
    if why.is_empty() { why } else { format!(" ({why})") }
}

/// What a file is called, for persons.
fn name(named: &ForeignPicture) -> String {
    match (named.addresses.first(), &named.number) {
        (Some(address), _) => address.clone(),
        (None, Some(number)) => format!("number {number}"),
        (None, None) => "without a name".to_owned(),
    }
}

/// What stands in the place of a file that is not there: a link to where it was, and what was said of it.
fn kept(named: &ForeignPicture) -> Block {
    let address = named.addresses.first().map(String::as_str).unwrap_or_default();
    let words =
        [named.alt.as_str(), address.rsplit('/').next().unwrap_or_default(), "picture"].into_iter().find(|words| !words.trim().is_empty());
    let escape = |text: &str| crate::html::Html::escaped(text).into_string().replace('"', "&quot;");
    let link = format!("<a href=\"{}\">{}</a>", escape(address), escape(words.unwrap_or_default()));
    let caption = if named.caption.is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>", escape(&named.caption)) };
    Block::RawHtml(format!("<figure>{link}{caption}</figure>"))
}

/// Every running text of a block that this module makes.
fn texts(block: &mut Block) -> Vec<&mut Inlines> {
    match block {
        Block::Paragraph(text) | Block::Heading { text, .. } | Block::PullQuote { text, .. } => vec![text],
        Block::Quotation(quotation) => quotation.paragraphs.iter_mut().collect(),
        Block::List(list) => list.items.iter_mut().flatten().collect(),
        Block::Table(table) => table.rows.iter_mut().flatten().collect(),
        Block::Verse(verse) => vec![&mut verse.text],
        _ => Vec::new(),
    }
}
