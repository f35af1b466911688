use super::*;
use crate::http::answer::Wants;

fn theme() -> Theme {
    Theme::load(&ThemeSource { language: "en-AU".to_owned(), ..ThemeSource::default() }).unwrap()
}

#[tokio::test]
async fn fonts_in_the_sheet_are_named_by_their_contents_and_served() {
    let theme = theme();
    let sheet = theme.file(theme.address("css/paper.css").unwrap()).unwrap().answer(&Wants::default());
    assert_eq!(sheet.headers()["cache-control"], "public, max-age=31536000, immutable");
    let sheet = axum::body::to_bytes(sheet.into_body(), 1 << 20).await.unwrap();
    let sheet = String::from_utf8(sheet.to_vec()).unwrap();
    let fonts: Vec<&str> =
        sheet.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|url| url.contains("woff2")).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        assert!(theme.file(font).is_some(), "{font}");
    }
}

#[test]
fn the_language_s_words_are_found() {
    assert_eq!(theme().word("nav.search", &[]), "Search");
    assert_eq!(theme().words().out_of, "out of {out_of}");
    assert_eq!(theme().word("no.such", &[]), "no.such");
}

#[test]
fn a_folder_takes_the_place_of_built_in_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("templates")).unwrap();
    std::fs::write(folder.path().join("templates/404.html"), "nothing here").unwrap();
    let source = ThemeSource { folder: Some(folder.path().to_owned()), strict: false, language: "en".to_owned() };
    assert_eq!(Theme::load(&source).unwrap().engine().render("404.html", ()).unwrap().as_str(), "nothing here");
    std::fs::write(folder.path().join("templates/404.html"), "{% if %}").unwrap();
    assert!(Theme::load(&source).is_err());
}

/// Every template shows every one of its samples, and in strict manner: no gap, no missing word, no missing file.
#[test]
fn every_template_shows_its_samples() {
    let theme = Theme::load(&ThemeSource { language: "en".to_owned(), strict: true, folder: None }).unwrap();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../themes/newsprint/samples");
    let mut shown = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((template, _)) = name.split_once('.').filter(|_| name.ends_with(".json")) else { continue };
        let sample: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let page = theme.engine().render(&format!("{template}.html"), &sample).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.as_str().contains("</html>"), "{name}");
        shown.insert(format!("{template}.html"));
    }
    let names = theme.engine().names();
    let bare: Vec<&String> = names.iter().filter(|name| !name.contains('/') && *name != "base.html" && !shown.contains(*name)).collect();
    assert!(bare.is_empty(), "without samples: {bare:?}");
}

#[test]
fn nothing_but_what_browsers_need_is_served() {
    for path in theme().addresses.keys() {
        assert!(!path.ends_with(".py") && !path.starts_with("templates/") && !path.starts_with("messages/"), "{path}");
    }
}
