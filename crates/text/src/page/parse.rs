//! Parsing with limits: a page made to hurt costs no more than a long one.

use super::dom::{Dom, Sink};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use std::borrow::Cow;

/// Elements open at once. Browsers stop at 512; every open one may be looked through at each tag.
const DEEPEST: u32 = 400;

/// Nodes of one page. Tags that are left open can be opened again in every paragraph.
const MOST_NODES: usize = 1_500_000;

/// Attributes of one tag: the parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 200;

/// The tree of a page.
pub(crate) fn parse(html: &str) -> Dom {
    let html = within_attributes(html);
    let options = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
    let tokenizer = Tokenizer::new(Limited(TreeBuilder::new(Sink::new(), options)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    // A script's end and a named encoding hand control back; there is nobody to run the one, and the other is settled.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    use html5ever::interface::TreeSink;
    tokenizer.sink.0.sink.finish()
}

/// Passes tokens on as long as the tree is neither too deep nor too large.
struct Limited(TreeBuilder<u32, Sink>);

impl TokenSink for Limited {
    type Handle = u32;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<u32> {
        let sink = &self.0.sink;
        match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && (sink.depth() > DEEPEST || sink.nodes() > MOST_NODES) => {
                return TokenSinkResult::Continue;
            }
            Token::CharacterTokens(_) | Token::CommentToken(_) if sink.nodes() > MOST_NODES => return TokenSinkResult::Continue,
            _ => {}
        }
        self.0.process_token(token, line_number)
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The same page, with tags of absurdly many attributes cut short.
fn within_attributes(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|found| at + found) {
        at = start + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (mut gaps, mut quote, mut cut) = (0usize, None, None);
        while let Some(byte) = bytes.get(at) {
            match (quote, byte) {
                (None, b'>') => break,
                (None, b'"' | b'\'') if bytes.get(at - 1) == Some(&b'=') => quote = Some(*byte),
                (None, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'') => {
                    gaps += 1;
                    if gaps > MOST_ATTRIBUTES * 4 && cut.is_none() {
                        cut = Some(at);
                    }
                }
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
            at += 1;
        }
        if let Some(cut) = cut {
            kept.push_str(html.get(from..cut).unwrap_or_default());
            from = at;
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}
