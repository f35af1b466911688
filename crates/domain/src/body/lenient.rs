//! Reading a body that is being typed: what cannot stand yet (half an address, a score of nothing) does not keep the
//! rest from being read. Only for looking at the words; what is saved is read strictly.

use super::json::{Node, read_block};
use super::{Block, Body, Inlines, List, Quotation};
use serde_json::Value;

impl Body {
    /// Reads the JSON form for its words. Blocks that cannot be read keep their texts and lose everything else, so that
    /// the texts are numbered as the writer has them.
    #[must_use]
    pub fn from_json_in_progress(value: &Value) -> Self {
        let blocks = children(value).iter().filter_map(read).collect();
        Self { blocks }
    }
}

fn children(value: &Value) -> &[Value] {
    value.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn kind(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn read(value: &Value) -> Option<Block> {
    if let Ok(block) = Node::open(value, String::new()).and_then(|node| read_block(&node)) {
        return Some(block);
    }
    let mut texts = Vec::new();
    gather(value, 0, &mut texts);
    match kind(value) {
        "heading" | "verse" => None,
        _ if texts.is_empty() => None,
        "quotation" => {
            let speaker = value.pointer("/attrs/speaker").and_then(Value::as_str).map(str::to_owned);
            Some(Block::Quotation(Quotation { speaker, role: None, paragraphs: texts }))
        }
        "paragraph" => texts.pop().map(Block::Paragraph),
        _ => Some(Block::List(List { ordered: false, start: 1, items: vec![texts] })),
    }
}

/// Nothing of ours is nested deeper.
const DEEPEST: usize = 8;

fn gather(value: &Value, depth: usize, texts: &mut Vec<Inlines>) {
    let running = |child: &Value| matches!(kind(child), "text" | "hard_break");
    let children = children(value);
    if matches!(kind(value), "paragraph" | "table_cell" | "pull_quote") || children.iter().any(running) {
        let letters = |child: &Value| match kind(child) {
            "hard_break" => "\n".to_owned(),
            _ => child.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        };
        texts.push(Inlines::plain(children.iter().map(letters).collect::<String>()));
    } else if depth < DEEPEST {
        children.iter().for_each(|child| gather(child, depth + 1, texts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn letters(value: &Value) -> Vec<String> {
        Body::from_json_in_progress(value).texts().iter().map(|text| text.inlines.text()).collect()
    }

    #[test]
    fn what_cannot_stand_yet_keeps_its_words_and_its_number() {
        let half = json!([{ "type": "link", "attrs": { "href": "htt" } }]);
        let body = json!({ "type": "doc", "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "One " }, { "type": "text", "text": "two", "marks": half }] },
            { "type": "score", "attrs": { "value": "much" } },
            { "type": "heading", "attrs": { "level": 9 }, "content": [{ "type": "text", "text": "Not counted" }] },
            { "type": "paragraph" },
            { "type": "table", "content": [
                { "type": "table_row", "content": [{ "type": "table_cell", "content": [{ "type": "text", "text": "a" }] }] },
                { "type": "table_row", "content": [{ "type": "table_cell" }, { "type": "table_cell" }] } ] },
            { "type": "quotation", "attrs": { "speaker": "Vera", "mood": 1 }, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Said" }, { "type": "hard_break" }] }] },
            "nonsense"
        ] });
        assert_eq!(letters(&body), ["One two", "", "a", "", "", "Said\n"]);
        assert!(
            matches!(Body::from_json_in_progress(&body).blocks.last(), Some(Block::Quotation(quotation)) if quotation.speaker.as_deref() == Some("Vera"))
        );
        assert!(Body::from_json_in_progress(&json!(7)).blocks.is_empty());
    }

    #[test]
    fn what_can_be_read_strictly_is_the_same() {
        let whole = Body { blocks: vec![Block::Paragraph(Inlines::plain("One")), Block::Divider] };
        assert_eq!(Body::from_json_in_progress(&whole.to_json()), whole);
    }
}
