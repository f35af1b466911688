//! The engine: minijinja, with everything a template could abuse taken away or bounded.

use super::{Advances, Messages, Sources, TemplateError, functions, widths};
use crate::html::Html;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// How much one render may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps: about one an instruction, and one for every 64 bytes made. Bounds time and memory.
    pub fuel: u64,
    /// Bytes of output.
    pub output: usize,
    /// How deep templates, macros and loops may lie in each other.
    pub recursion: usize,
    /// The longest `range()`.
    pub range: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { fuel: 1_000_000, output: 4 * 1024 * 1024, recursion: 200, range: 1000 }
    }
}

/// What happens to an undefined value, a printed null, a missing message or a missing asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// It is an error: tests and `--theme` while a theme is made.
    Strict,
    /// It is nothing, or the key itself: readers get the page.
    #[default]
    Forgiving,
}

/// What an engine is made from.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Templates and message files. A leading `templates/` is not part of a template's name.
    pub sources: Sources,
    /// Names of message files in `sources`, the language first, then those that fill its gaps.
    pub messages: Vec<String>,
    /// Hashed address by path of every file of the theme.
    pub assets: BTreeMap<String, String>,
    /// Bounds.
    pub limits: Limits,
    /// Strict or forgiving.
    pub manner: Manner,
}

/// Renders a theme's templates.
#[derive(Debug)]
pub struct Engine {
    environment: Environment<'static>,
    messages: Arc<Messages>,
    advances: Advances,
    most: usize,
}

impl Engine {
    /// Compiles every template.
    ///
    /// # Errors
    /// [`TemplateError`] for the first template or message file that does not parse.
    pub fn new(setup: &Setup) -> Result<Self, TemplateError> {
        let texts = setup.sources.texts();
        let messages = Arc::new(read_messages(setup)?);
        let advances = texts.get(widths::FILE).map_or_else(|| Ok(Advances::default()), |json| Advances::parse(json))?;
        let mut environment = bounded(setup, &messages);
        functions::add_set_width(&mut environment, advances.clone());
        for (name, text) in texts {
            let short = name.strip_prefix("templates/").unwrap_or(name).to_owned();
            // In a page blank lines mean nothing and weigh something; in a text they are its look.
            let syntax = match (name.ends_with(".html"), name.ends_with(".txt")) {
                (true, _) => SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|error| said(&short, &error))?,
                (_, true) => SyntaxConfig::default(),
                _ => continue,
            };
            environment.set_syntax(syntax);
            environment.add_template_owned(short.clone(), text.clone().into_owned()).map_err(|error| said(&short, &error))?;
        }
        Ok(Self { environment, messages, advances, most: setup.limits.output })
    }

    /// Renders an `.html` template; values are escaped unless they are HTML.
    ///
    /// # Errors
    /// [`TemplateError`] with template and line.
    pub fn render(&self, name: &str, context: impl Serialize) -> Result<Html, TemplateError> {
        if !name.ends_with(".html") {
            return Err(TemplateError::whole(name, "is not an .html template"));
        }
        self.run(name, Value::from(Serde(context))).map(Html::minted)
    }

    /// Renders a `.txt` template: nothing is escaped, and the result is not HTML.
    ///
    /// # Errors
    /// [`TemplateError`] with template and line.
    pub fn render_text(&self, name: &str, context: impl Serialize) -> Result<String, TemplateError> {
        if !name.ends_with(".txt") {
            return Err(TemplateError::whole(name, "is not a .txt template"));
        }
        self.run(name, Value::from(Serde(context)))
    }

    /// The names of all templates.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.environment.templates().map(|(name, _)| name.to_owned()).collect()
    }

    /// The words of the interface, for what Rust writes itself.
    #[must_use]
    pub fn messages(&self) -> &Arc<Messages> {
        &self.messages
    }

    /// The measures of the theme's headline letters.
    #[must_use]
    pub fn advances(&self) -> &Advances {
        &self.advances
    }

    fn run(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name).map_err(|error| said(name, &error))?;
        // What is heavy must be countable: an edition renders its stories once, whatever the number of its readers.
        tracing::trace!(target: "inkie::render", template = name);
        let mut page = Page { bytes: Vec::new(), most: self.most };
        let done = template.render_captured_to(context, &mut page).map(drop);
        match done {
            Ok(()) => String::from_utf8(page.bytes).map_err(|_| TemplateError::whole(name, "wrote something that is not text")),
            Err(error) if error.kind() == ErrorKind::WriteFailure => {
                Err(TemplateError::whole(name, format!("wrote more than {} bytes", self.most)))
            }
            Err(error) => Err(said(name, &error)),
        }
    }
}

/// Output that refuses to grow beyond its bound.
struct Page {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Page {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.most {
            return Err(io::Error::other("the page is too large"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read_messages(setup: &Setup) -> Result<Messages, TemplateError> {
    let mut all = Messages::default();
    for name in &setup.messages {
        let missing = || TemplateError::Messages { file: name.clone(), what: "there is no such file in the theme".to_owned() };
        all = all.or(Messages::parse(name, setup.sources.texts().get(name).ok_or_else(missing)?)?);
    }
    Ok(all)
}

/// An environment with nothing in it but what `CONTEXT.md` promises.
fn bounded(setup: &Setup, messages: &Arc<Messages>) -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_auto_escape_callback(|name| if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html });
    env.set_fuel(Some(setup.limits.fuel));
    env.set_recursion_limit(setup.limits.recursion);
    // Debug mode would copy a template's source and values into every error.
    env.set_debug(false);
    env.set_undefined_behavior(match setup.manner {
        Manner::Strict => UndefinedBehavior::Strict,
        Manner::Forgiving => UndefinedBehavior::Chainable,
    });
    functions::add_filters(&mut env);
    functions::add_tests(&mut env);
    functions::add_range(&mut env, setup.limits);
    functions::add_t(&mut env, Arc::clone(messages), setup.manner);
    functions::add_asset(&mut env, Arc::new(setup.assets.clone()), setup.manner);
    functions::set_formatter(&mut env, setup.manner);
    env
}

/// The innermost cause that knows where it happened: an error inside an include is told at its own line.
fn said(name: &str, error: &Error) -> TemplateError {
    let mut deepest = error;
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<Error>() {
            deepest = inner;
        }
        cause = inner.source();
    }
    let what = deepest.detail().map_or_else(|| deepest.kind().to_string(), |detail| format!("{}: {detail}", deepest.kind()));
    TemplateError::Template { template: deepest.name().unwrap_or(name).to_owned(), line: deepest.line().unwrap_or(0), what }
}
