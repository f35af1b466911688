//! What a template may call. This list and `CONTEXT.md` of the theme are the whole of it.

use super::{Advances, Limits, Manner, Messages};
use minijinja::value::{Kwargs, Rest, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, escape_formatter, filters, functions, tests};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub(super) fn add_filters(env: &mut Environment<'static>) {
    env.add_filter("safe", filters::safe);
    env.add_filter("escape", filters::escape);
    env.add_filter("e", filters::escape);
    env.add_filter("length", filters::length);
    env.add_filter("default", filters::default);
    env.add_filter("first", filters::first);
    env.add_filter("last", filters::last);
    env.add_filter("join", filters::join);
    env.add_filter("trim", filters::trim);
    env.add_filter("lower", filters::lower);
    env.add_filter("upper", filters::upper);
    env.add_filter("replace", filters::replace);
    env.add_filter("urlencode", filters::urlencode);
}

pub(super) fn add_tests(env: &mut Environment<'static>) {
    env.add_test("defined", tests::is_defined);
    env.add_test("undefined", tests::is_undefined);
    env.add_test("none", tests::is_none);
    env.add_test("odd", tests::is_odd);
    env.add_test("even", tests::is_even);
    env.add_test("divisibleby", tests::is_divisibleby);
}

pub(super) fn add_range(env: &mut Environment<'static>, limits: Limits) {
    env.add_function("range", move |lower: isize, upper: Option<isize>, step: Option<isize>| {
        let (from, to) = upper.map_or((0, lower), |upper| (lower, upper));
        let steps = to.saturating_sub(from).unsigned_abs() / step.unwrap_or(1).unsigned_abs().max(1);
        if steps > limits.range {
            let what = format!("range() of {steps} numbers; at most {} are given", limits.range);
            return Err(Error::new(ErrorKind::InvalidOperation, what));
        }
        functions::range(lower, upper, step)
    });
}

/// `t("key", name=value)`: a message, as plain text that is escaped where it is set.
pub(super) fn add_t(env: &mut Environment<'static>, messages: Arc<Messages>, manner: Manner) {
    env.add_function("t", move |key: &str, arguments: Kwargs| {
        let mut values = Vec::new();
        for name in arguments.args() {
            let value: Value = arguments.get(name)?;
            if manner == Manner::Strict && (value.is_undefined() || value.is_none()) {
                return Err(Error::new(ErrorKind::UndefinedError, format!("t(\"{key}\"): {name} has no value")));
            }
            values.push((name, if value.is_none() { String::new() } else { value.to_string() }));
        }
        match (messages.text(key, &values), manner) {
            (Ok(text), _) => Ok(text),
            (Err(what), Manner::Strict) => Err(Error::new(ErrorKind::InvalidOperation, what)),
            (Err(_), Manner::Forgiving) => Ok(key.to_owned()),
        }
    });
}

/// `asset("css/paper.css")`: the hashed address of a file of the theme.
pub(super) fn add_asset(env: &mut Environment<'static>, assets: Arc<BTreeMap<String, String>>, manner: Manner) {
    env.add_function("asset", move |path: &str, extra: Rest<Value>| {
        if !extra.is_empty() {
            return Err(Error::new(ErrorKind::TooManyArguments, "asset() takes one path"));
        }
        match (assets.get(path), manner) {
            (Some(address), _) => Ok(address.clone()),
            (None, Manner::Strict) => Err(Error::new(ErrorKind::InvalidOperation, format!("the theme has no file “{path}”"))),
            (None, Manner::Forgiving) => Ok(format!("/assets/{path}")),
        }
    });
}

/// `set_width(text, lines)`: how wide a headline is over so many lines, in quarter ems.
pub(super) fn add_set_width(env: &mut Environment<'static>, advances: Advances) {
    env.add_function("set_width", move |text: &str, lines: usize| advances.set_width(text, lines));
}

/// A `null` that is printed is a mistake of the template: an error in tests, nothing in production.
///
/// Text is escaped here and not by minijinja, whose `&#x2f;` for every slash would make addresses unreadable and letters
/// a fifth longer.
pub(super) fn set_formatter(env: &mut Environment<'static>, manner: Manner) {
    env.set_formatter(move |out: &mut Output, state: &mut State, value: &Value| {
        if value.is_none() {
            return match manner {
                Manner::Strict => Err(Error::new(ErrorKind::UndefinedError, "a null would be printed; ask with if first")),
                Manner::Forgiving => Ok(()),
            };
        }
        match value.as_str() {
            Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
                write_escaped(out, text).map_err(|_| Error::from(ErrorKind::WriteFailure))
            }
            _ => escape_formatter(out, state, value),
        }
    });
}

/// Safe between tags and inside a quoted attribute. Control characters, which no page may hold, are left out.
fn write_escaped(out: &mut Output, text: &str) -> fmt::Result {
    let mut plain_from = 0;
    for (at, c) in text.char_indices() {
        let instead = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\n' | '\t' | '\r' => continue,
            c if c.is_control() => "",
            _ => continue,
        };
        out.write_str(text.get(plain_from..at).unwrap_or_default())?;
        out.write_str(instead)?;
        plain_from = at + c.len_utf8();
    }
    out.write_str(text.get(plain_from..).unwrap_or_default())
}
