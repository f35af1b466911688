use super::{Engine, Limits, Manner, Setup, Sources, TemplateError};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn engine_of(files: &[(&'static str, &'static str)], manner: Manner) -> Result<Engine, TemplateError> {
    let messages = files.iter().filter(|(name, _)| name.ends_with(".toml")).map(|(name, _)| (*name).to_owned()).collect();
    let assets = BTreeMap::from([("css/paper.css".to_owned(), "/assets/paper.0a1b.css".to_owned())]);
    Engine::new(&Setup { sources: Sources::new(files.iter().copied()), messages, assets, manner, ..Setup::default() })
}

fn render(template: &'static str, context: serde_json::Value) -> Result<String, TemplateError> {
    let words = ("messages/en.toml", "hi = 'Hi {name} & all'\nn = { one = 'one', other = '{count}' }");
    let engine = engine_of(&[("templates/page.html", template), words], Manner::Strict)?;
    engine.render("page.html", context).map(|html| html.to_string())
}

fn nothing() -> serde_json::Value {
    serde_json::json!({})
}

#[test]
fn values_and_messages_are_escaped_and_html_is_not() {
    let shown = render("{{ a }}|{{ b|safe }}|{{ t('hi', name=a) }}|{{ t('n', count=1) }}", serde_json::json!({"a": "<i>'\"", "b": "<b>"}));
    assert_eq!(shown.unwrap(), "&lt;i&gt;&#39;&quot;|<b>|Hi &lt;i&gt;&#39;&quot; &amp; all|one");
}

#[test]
fn assets_are_hashed() {
    assert_eq!(render("{{ asset('css/paper.css') }}", nothing()).unwrap(), "/assets/paper.0a1b.css");
    assert!(render("{{ asset('css/none.css') }}", nothing()).unwrap_err().to_string().contains("css/none.css"));
}

#[test]
fn mistakes_are_told_with_template_and_line() {
    let line_two = |template| match render(template, serde_json::json!({"gone": null, "page": {}})) {
        Err(TemplateError::Template { template, line, what }) => {
            assert_eq!((template.as_str(), line), ("page.html", 2), "{what}");
            what
        }
        other => panic!("{other:?}"),
    };
    line_two("a\n{{ missing }}");
    line_two("a\n{{ page.missing }}");
    line_two("a\n{% if page.missing %}x{% endif %}");
    assert!(line_two("a\n{{ gone }}").contains("null"));
    assert!(line_two("a\n{{ t('no.such') }}").contains("no.such"));
    assert!(line_two("a\n{{ t('hi', name=gone) }}").contains("name"));
    assert!(line_two("a\n{{ 1|pprint }}").contains("pprint"));
    line_two("a\n{% if %}");
}

#[test]
fn an_error_in_a_part_is_told_where_it_is() {
    let files = [("templates/a.html", "x\n{% include 'b.html' %}"), ("templates/b.html", "\n\n{{ missing }}")];
    let said = engine_of(&files, Manner::Strict).unwrap().render("a.html", nothing()).unwrap_err().to_string();
    assert!(said.starts_with("template b.html, line 3: "), "{said}");
}

#[test]
fn readers_get_the_page_all_the_same() {
    let files = [("a.html", "{{ x.y.z }}|{{ n }}|{{ t('no.such') }}|{{ asset('x.css') }}")];
    let page = engine_of(&files, Manner::Forgiving).unwrap().render("a.html", serde_json::json!({"n": null})).unwrap();
    assert_eq!(page.as_str(), "||no.such|/assets/x.css");
}

#[test]
fn work_depth_and_size_are_bounded() {
    let refused = |template| render(template, nothing()).unwrap_err().to_string();
    let nest = "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}";
    assert!(refused(nest).contains("fuel"));
    assert!(refused("{% for a in range(1001) %}{% endfor %}").contains("at most 1000"));
    assert!(refused("{% for a in range(0, -9000000) %}{% endfor %}").contains("at most 1000"));
    assert!(refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").contains("recursion"));
    assert!(refused("{{ 'x' * 100000000 }}").contains("fuel"));
    let small = Setup {
        sources: Sources::new([("a.html", "{% for a in range(100) %}0123456789{% endfor %}")]),
        limits: Limits { output: 500, ..Limits::default() },
        ..Setup::default()
    };
    assert!(Engine::new(&small).unwrap().render("a.html", nothing()).unwrap_err().to_string().contains("more than 500 bytes"));
}

#[test]
fn nothing_reaches_outside() {
    assert!(render("{% include '/etc/passwd' %}", nothing()).unwrap_err().to_string().contains("not found"));
    assert!(render("{% include '../lib.rs' %}", nothing()).is_err());
    assert!(render("{{ debug() }}", nothing()).is_err());
    let engine = engine_of(&[("a.txt", "{{ '<' }}"), ("a.html", "")], Manner::Strict).unwrap();
    assert_eq!(engine.render_text("a.txt", nothing()).unwrap(), "<");
    assert!(engine.render("a.txt", nothing()).is_err(), "unescaped text is never HTML");
    assert!(engine.render_text("a.html", nothing()).is_err());
}

fn theme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../themes/newsprint")
}

/// The templates, words and measures of the theme.
fn theme_sources() -> Vec<(String, String)> {
    let mut files = BTreeMap::new();
    theme_assets(&theme(), "", &mut files);
    let is_source = |name: &String| name.starts_with("templates/") || name.starts_with("messages/") || name == "fonts/advances.json";
    files.into_keys().filter(is_source).map(|name| (name.clone(), fs::read_to_string(theme().join(&name)).unwrap())).collect()
}

/// Addresses for every file of the theme and for every bundle.
fn theme_assets(folder: &Path, prefix: &str, assets: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            theme_assets(&entry.path(), &format!("{name}/"), assets);
        } else {
            assets.insert(name.clone(), format!("/assets/{name}"));
        }
    }
}

#[test]
fn every_template_of_the_theme_renders_with_every_sample() {
    let mut assets = BTreeMap::new();
    theme_assets(&theme(), "", &mut assets);
    let about: toml::Table = fs::read_to_string(theme().join("theme.toml")).unwrap().parse().unwrap();
    for bundle in about["bundles"].as_table().unwrap().keys() {
        assets.insert(bundle.clone(), format!("/assets/{bundle}"));
    }
    for picture in ["icons/icon.svg", "icons/icon-32.png", "icons/icon-180.png"] {
        assets.entry(picture.to_owned()).or_insert_with(|| format!("/assets/{picture}"));
    }
    let setup = Setup {
        sources: Sources::new(theme_sources()),
        messages: vec!["messages/en.toml".to_owned()],
        assets,
        manner: Manner::Strict,
        ..Setup::default()
    };
    let engine = Engine::new(&setup).unwrap();
    let names = engine.names();
    let mut wrong = Vec::new();
    for sample in fs::read_dir(theme().join("samples")).unwrap().map(|entry| entry.unwrap().path()) {
        let file = sample.file_name().unwrap().to_string_lossy().into_owned();
        let template = format!("{}.html", file.split('.').next().unwrap());
        if !file.ends_with(".json") || !names.contains(&template) {
            continue;
        }
        let context: serde_json::Value = serde_json::from_str(&fs::read_to_string(&sample).unwrap()).unwrap();
        if let Err(error) = engine.render(&template, context) {
            wrong.push(format!("{file}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
