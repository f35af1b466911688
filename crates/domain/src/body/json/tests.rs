use super::*;

fn everything() -> Value {
    json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [
            { "type": "text", "text": "The video for " },
            { "type": "text", "text": "Gilt", "marks": [{ "type": "artist", "attrs": { "artist": 7, "strength": "subject" } }, { "type": "strong" }] },
            { "type": "hard_break" },
            { "type": "text", "text": "x", "marks": [{ "type": "link", "attrs": { "href": "https://example.org/", "sponsored": true } }] },
            { "type": "text", "text": "Between Floors", "marks": [{ "type": "work", "attrs": { "kind": "song" } }] } ] },
        { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "Later" }] },
        { "type": "quotation", "attrs": { "speaker": "Tomas Wray", "role": null }, "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "One." }] },
            { "type": "paragraph", "content": [{ "type": "text", "text": "Two." }] } ] },
        { "type": "list", "attrs": { "ordered": true, "start": 3 }, "content": [
            { "type": "list_item", "content": [{ "type": "paragraph", "content": [] }] } ] },
        { "type": "tour_dates", "attrs": { "title": "", "dates": [
            { "date": "2026-04-09", "city": "Perth", "venue": "", "tickets": "", "note": "", "status": "sold-out" } ] } },
        { "type": "score", "attrs": { "value": 7.5, "out_of": 10.0, "verdict": "Lovely frame." } },
        { "type": "table", "attrs": { "caption": "", "header": true }, "content": [
            { "type": "table_row", "content": [{ "type": "table_cell", "content": [] }] } ] },
        { "type": "divider" },
        { "type": "raw_html", "attrs": { "html": "<b>x</b>" } }
    ]})
}

#[test]
fn what_is_written_is_what_was_read() {
    let body = Body::from_json(&everything()).unwrap();
    assert_eq!(body.to_json(), everything());
    assert_eq!(Body::from_json(&body.to_json()).unwrap(), body);
}

fn refusal(value: Value) -> String {
    Body::from_json(&json!({ "type": "doc", "version": 1, "content": [value] })).unwrap_err().to_string()
}

#[test]
fn unknown_things_are_refused_with_their_path() {
    assert_eq!(refusal(json!({ "type": "carousel" })), "content[0]: there is no block “carousel”");
    let deep = json!({ "type": "quotation", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "x", "marks": [{ "type": "blink" }] }] }] });
    assert_eq!(refusal(deep), "content[0].content[0].content[0].marks[0]: there is no mark “blink”");
    assert!(
        refusal(json!({ "type": "clip", "attrs": { "provider": "myspace" } })).starts_with("content[0].attrs: unknown variant `myspace`")
    );
    assert!(refusal(json!({ "type": "divider", "style": "x" })).starts_with("content[0].style"));
    assert!(refusal(json!({ "type": "score", "attrs": { "value": 11.0 } })).contains("11 out of 10"));
}

#[test]
fn addresses_that_run_code_are_refused() {
    for href in ["javascript:alert(1)", " https://x.example", "//evil.example", "data:text/html,x", "/\\evil.example", "JAVASCRIPT:x"] {
        let text = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "x", "marks": [{ "type": "link", "attrs": { "href": href } }] }] });
        assert!(refusal(text).contains("not an address"), "{href}");
    }
}

#[test]
fn other_versions_are_refused() {
    let newer = Body::from_json(&json!({ "type": "doc", "version": 9, "content": [] })).unwrap_err();
    assert!(newer.problem.contains("version 9"));
}
