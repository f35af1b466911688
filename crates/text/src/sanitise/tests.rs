use super::*;
use proptest::prelude::*;

fn clean(html: &str) -> String {
    fragment(html, "").into_string()
}

#[test]
fn harmless_html_stays() {
    let html = "<p>A map: <kbd>G</kbd> <a href=\"/artists/gilt\">Gilt</a></p>";
    assert_eq!(clean(html), "<p>A map: <kbd>G</kbd> <a href=\"/artists/gilt\" rel=\"noopener\">Gilt</a></p>");
}

#[test]
fn what_runs_or_frames_goes() {
    let cases = [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<style>*{}</style>",
        "<iframe src=//x></iframe>",
        "<form action=/x><input name=a><button>b</button><select><option>c</select><textarea>d</textarea></form>",
        "<img src=https://spy.example/x.gif>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=//spy.example>x</a>",
        "<p style=color:red onclick=alert(1) class=a id=b>x</p>",
        "<!-- x -->",
    ];
    for html in cases {
        let clean = clean(html).to_lowercase();
        for bad in [
            "<script",
            "<svg",
            "<math",
            "<style",
            "<iframe",
            "<form",
            "<input",
            "<button",
            "<select",
            "<textarea",
            "javascript:",
            "spy",
            "style=",
            "onclick",
            "onerror",
            "class=",
            "id=",
            "<!--",
        ] {
            assert!(!clean.contains(bad), "{html} left {clean}");
        }
    }
}

#[test]
fn paths_become_absolute_for_mail() {
    let html = fragment("<a href=\"/x\">x</a><img src=\"/media/a.jpg\" alt=\"a\">", "https://paper.example");
    assert!(html.as_str().contains("href=\"https://paper.example/x\""), "{html}");
    assert!(html.as_str().contains("src=\"https://paper.example/media/a.jpg\""), "{html}");
}

#[test]
fn words_do_not_run_together() {
    assert_eq!(words("<p>a&amp;b</p><p>c<br>d <b>e</b>f</p><script>x</script>"), "a&b\nc\nd ef");
    assert_eq!(words("1 &lt; 2 &amp;lt;"), "1 < 2 &lt;");
}

proptest! {
    #[test]
    fn sanitising_twice_is_sanitising_once(html in "(<[a-z]{1,6}( [a-z]{1,4}=\"?[a-z:/]{0,9}\"?)?/?>|</[a-z]{1,4}>|[a-z &;<>\"']{0,8}){0,12}") {
        let once = clean(&html);
        prop_assert_eq!(clean(&once), once);
    }
}

/// Vectors that other people collected; read from the folder of given data.
mod given_data {
    use super::clean;

    #[test]
    fn no_collected_vector_survives() {
        let folder = data_folder();
        for file in ["sanitiser/owasp-xss-filter-evasion.json", "sanitiser/antisamy-vectors.json"] {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let mut vectors = Vec::new();
            strings(&serde_json::from_str(&text).unwrap(), &mut vectors);
            assert!(vectors.len() > 50, "{file}");
            for vector in vectors {
                let clean = clean(&vector).to_lowercase();
                for tag in clean.split('<').skip(1).filter_map(|part| part.split('>').next()) {
                    let harmless =
                        !["script", "svg", "math", "style", "iframe", "object", "embed", "form", "input", "meta", "link", "base"]
                            .iter()
                            .any(|bad| tag.trim_start_matches('/').split(' ').next() == Some(bad));
                    assert!(harmless && !tag.contains(" on") && !tag.contains("javascript:"), "{vector} left {clean}");
                }
            }
        }
    }

    fn strings(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => into.push(text.clone()),
            serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
            serde_json::Value::Object(map) => map.values().for_each(|value| strings(value, into)),
            _ => {}
        }
    }

    #[expect(clippy::disallowed_methods, reason = "tests on given data are told where it lies")]
    fn data_folder() -> std::path::PathBuf {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned();
        std::path::PathBuf::from(std::env::var("INKIE_DATA").unwrap_or(default))
    }
}
