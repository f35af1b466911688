//! MJML to HTML templates, and the cutting of the edition's bodies.

use super::Texts;
use crate::template::{Sources, TemplateError};
use mrml::prelude::parser::{Error, ParserOptions};
use mrml::prelude::render::RenderOptions;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// Stands where a reader's own number of a brief story goes.
pub(super) const NUMBER: char = '\u{e000}';
/// Parts what is rendered at once: the sizes of one story, what only a letter says and what only its copy on the web does.
pub(super) const CUT: char = '\u{e001}';
/// Stands where the reader's link to leave goes.
pub(super) const LEAVE: char = '\u{e002}';
/// Stands where the reader's link to the preferences goes.
pub(super) const PREFERENCES: char = '\u{e003}';
/// Stands where the link to the letter's copy on the web goes.
pub(super) const COPY: char = '\u{e004}';
/// Stands where the subject goes.
pub(super) const SUBJECT: char = '\u{e005}';
/// Stands where the preheader goes.
pub(super) const PREHEADER: char = '\u{e006}';
/// All of them: no words of a paper may hold one.
const STANDING: [char; 7] = [NUMBER, CUT, LEAVE, PREFERENCES, COPY, SUBJECT, PREHEADER];

/// Every `body.mjml` becomes `body.html`, and the edition's bodies are cut into parts.
pub(super) fn compile(sources: &Sources) -> Result<Texts, TemplateError> {
    let mut compiled = Texts::new();
    for (name, text) in sources.texts() {
        match name.strip_suffix(".mjml") {
            Some(stem) => compiled.insert(format!("{stem}.html"), mjml(name, text)?),
            None => compiled.insert(name.clone(), text.clone().into_owned()),
        };
    }
    for ending in ["html", "txt"] {
        let name = format!("edition/body.{ending}");
        if let Some(body) = compiled.remove(&name) {
            compiled.extend(cut(&name, &body, ending)?);
        }
    }
    Ok(compiled)
}

pub(super) fn mjml(name: &str, text: &str) -> Result<String, TemplateError> {
    if text.contains("<mj-include") {
        return Err(TemplateError::whole(name, "a mail is one file: <mj-include> is not taken"));
    }
    let parsed = mrml::parse_with_options(text, &ParserOptions::default()).map_err(|error| wrong(name, text, &error))?;
    if let Some(warning) = parsed.warnings.first() {
        return Err(TemplateError::whole(name, warning.to_string()));
    }
    let options = RenderOptions { disable_comments: true, fonts: HashMap::new(), ..RenderOptions::default() };
    let html = parsed.element.render(&options).map_err(|error| TemplateError::whole(name, error.to_string()))?;
    if html.contains("<mj-") {
        let element: String = html.split("<mj-").skip(1).take(1).flat_map(|rest| rest.split([' ', '>', '/']).take(1)).collect();
        return Err(TemplateError::whole(name, format!("there is no element <mj-{element}>, or not at that place")));
    }
    Ok(tight(&html))
}

fn wrong(name: &str, text: &str, error: &Error) -> TemplateError {
    let offset = match error {
        Error::UnexpectedElement { position, .. }
        | Error::UnexpectedToken { position, .. }
        | Error::MissingAttribute { position, .. }
        | Error::InvalidAttribute { position, .. }
        | Error::InvalidFormat { position, .. } => Some(position.start),
        _ => None,
    };
    let line = offset.and_then(|offset| text.get(..offset)).map_or(0, |before| before.matches('\n').count() + 1);
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    TemplateError::Template { template: name.to_owned(), line, what: format!("{error}{cause}") }
}

/// Without blank lines and without spaces at the ends of lines: every letter pays for them.
pub(super) fn tight(html: &str) -> String {
    let lines: Vec<&str> = html.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Cuts a body at its markers. The sizes of a story stay one template, so that a story is one render.
fn cut(name: &str, body: &str, ending: &str) -> Result<Texts, TemplateError> {
    let at = |marker: &str, text: &str| {
        let parts = text.split_once(&format!("[[{marker}]]")).map(|(before, after)| (before.to_owned(), after.to_owned()));
        parts.ok_or_else(|| TemplateError::whole(name, format!("the marker [[{marker}]] is missing or out of order")))
    };
    let (head, rest) = at("story", body)?;
    let (sizes, rest) = at("more", &rest)?;
    let (mut more, tail) = at("tail", &rest)?;
    let (mut story, brief) = at("brief", &sizes)?;
    let (rest, corrections) = at("corrections", &more)?;
    let (corrections, correction) = at("correction", &corrections)?;
    more = rest;
    let (mut head, mut tail) = (head, tail);
    if ending == "html" {
        for piece in [&mut head, &mut tail] {
            let (before, rest) = at("letter", piece)?;
            let (letter, rest) = at("copy", &rest)?;
            let (copy, after) = at("both", &rest)?;
            *piece = [before, letter, copy, after].join(&CUT.to_string());
        }
        let (lead, full) = at("full", &story)?;
        story = format!("{lead}{CUT}{full}");
        // Only the copy on the web has something to say in a story's place.
        let (heading, withdrawn) = at("withdrawn", &more)?;
        more = format!("{heading}{CUT}{withdrawn}");
    }
    let parts = [("head", head), ("story", format!("{story}{CUT}{brief}")), ("more", more), ("tail", tail)];
    let parts = parts.into_iter().chain([("corrections", corrections), ("correction", correction)]);
    Ok(parts.map(|(part, text)| (format!("edition/{part}.{ending}"), text)).collect())
}

/// A context without the characters that stand for something here.
pub(super) fn cleaned(context: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(context).unwrap_or_default();
    clean(&mut value);
    value
}

/// Adds a value to a context.
pub(super) fn set(context: &mut Value, name: &str, value: Value) {
    if let Value::Object(map) = context {
        map.insert(name.to_owned(), value);
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|c| !STANDING.contains(&c)),
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(map) => map.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
