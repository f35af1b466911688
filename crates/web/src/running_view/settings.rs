//! The settings, as the API answers them and the desk's forms show them.

use domain::paper::Paper;
use domain::settings::{Form, SETTINGS, Setting};
use serde::Serialize;
use utoipa::ToSchema;

/// A setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingBody {
    /// Its name, here and on the command line.
    name: &'static str,
    /// Where it stands at the desk.
    tab: &'static str,
    label: &'static str,
    help: &'static str,
    example: &'static str,
    /// `line`, `zone`, `colour`, `time`, `email`, `address`, `language`, `picture`, `servers` or `choice`.
    form: &'static str,
    /// The values of a choice.
    choices: Vec<ChoiceBody>,
    value: String,
}

impl SettingBody {
    /// The tab that it stands on.
    pub(crate) fn tab(&self) -> &'static str {
        self.tab
    }
}

/// One value of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceBody {
    value: &'static str,
    meaning: &'static str,
}

/// Every setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsBody {
    pub(crate) settings: Vec<SettingBody>,
}

fn form(setting: &Setting) -> (&'static str, Vec<ChoiceBody>) {
    match setting.form {
        Form::Line => ("line", Vec::new()),
        Form::Zone => ("zone", Vec::new()),
        Form::Colour => ("colour", Vec::new()),
        Form::Time => ("time", Vec::new()),
        Form::Email => ("email", Vec::new()),
        Form::Address => ("address", Vec::new()),
        Form::Language => ("language", Vec::new()),
        Form::Picture => ("picture", Vec::new()),
        Form::Servers => ("servers", Vec::new()),
        Form::Choice(choices) => ("choice", choices.iter().map(|(value, meaning)| ChoiceBody { value, meaning }).collect()),
    }
}

/// What the API and the desk's forms show of the settings.
pub(crate) fn body(paper: &Paper) -> SettingsBody {
    let one = |setting: &Setting| {
        let (form, choices) = form(setting);
        SettingBody {
            name: setting.name,
            tab: setting.tab.word(),
            label: setting.label,
            help: setting.help,
            example: setting.example,
            form,
            choices,
            value: setting.of(paper),
        }
    };
    SettingsBody { settings: SETTINGS.iter().map(one).collect() }
}
