use super::super::source::{Entry, Form, Text};
use super::{is_everybody, mark};

fn readers(form: Form, text: &str) -> String {
    let mut entry = Entry { texts: vec![Text { form, text: text.to_owned() }], ..Entry::default() };
    mark(&mut entry);
    assert_eq!(entry.notes.len(), usize::from(!entry.readers.is_empty()), "{text}");
    entry.readers
}

#[test]
fn what_stands_behind_a_gate_is_for_members_and_says_which() {
    for (form, text) in [
        (Form::WordPress, "A [mepr-active rules=\"1\"]b[/mepr-active] c"),
        (Form::WordPress, "[restrict]b[/restrict]"),
        (Form::WordPress, "[Membership level=\"1\"]b[/membership]"),
        (Form::WordPress, "<!-- wp:pmpro/membership {\"levels\":[\"1\"]} --><p>b</p><!-- /wp:pmpro/membership -->"),
        (Form::WordPress, "<!-- wp:premium-content/container --><p>b</p>"),
        (Form::WordPress, "<p>a</p><!-- wp:jetpack/paywall /--><p>b</p>"),
        (Form::Html, "<p>a</p><div class=\"paywall-jump\" data-component-name=\"PaywallToDOM\"></div><p>b</p>"),
        (Form::Html, "<p>a</p><!--members-only--><p>b</p>"),
        (Form::Html, "<!--kg-gated-block:begin nonMember:false memberSegment:\"status:free\" --><p>b</p><!--kg-gated-block:end-->"),
        (Form::Lexical, "{\"root\":{\"children\":[{\"type\":\"paywall\"},{\"type\":\"paragraph\",\"children\":[{\"text\":\"b\"}]}]}}"),
        (Form::Lexical, "{\"root\":{\"children\":[{\"type\":\"html\",\"html\":\"b\",\"visibility\":{\"web\":{\"nonMember\":false}}}]}}"),
        (Form::Mobiledoc, "{\"cards\":[[\"image\",{}],[\"paywall\",{}]],\"sections\":[[10,0],[10,1],[1,\"p\",[[0,[],0,\"b\"]]]]}"),
    ] {
        assert_eq!(readers(form, text), "members", "{text}");
    }
}

#[test]
fn what_everybody_reads_has_no_gate() {
    for (form, text) in [
        (Form::WordPress, "The [membership] was sold. [[restrict]b[/restrict]] [restricted]x[/restricted]"),
        (Form::WordPress, "[gallery ids=\"1\"][/gallery] <!-- wp:paragraph --><p>premium-content/</p>"),
        (Form::Html, "<p>a</p><div class=\"paywall-jump\"></div>\n<p> </p>"),
        (Form::Html, "<!--kg-gated-block:begin nonMember:true memberSegment:\"\" --><p>b</p><!--kg-gated-block:end-->"),
        (Form::Lexical, "{\"root\":{\"children\":[{\"type\":\"paywall\"},{\"type\":\"paragraph\",\"children\":[]}]}}"),
        (Form::Lexical, "{\"root\":{\"children\":[{\"type\":\"html\",\"html\":\"b\",\"visibility\":{\"web\":{\"nonMember\":true}}}]}}"),
        (Form::Mobiledoc, "{\"cards\":[[\"paywall\",{}]],\"sections\":[[1,\"p\",[[0,[],0,\"b\"]]],[10,0],[1,\"p\",[]]]}"),
        (Form::Markdown, "[restrict]b[/restrict]"),
    ] {
        assert_eq!(readers(form, text), "", "{text}");
    }
}

#[test]
fn fields_of_plug_ins_say_for_whom() {
    let of = |name: &str, value: &str| {
        let mut entry = Entry { fields: vec![(name.to_owned(), value.to_owned())], ..Entry::default() };
        mark(&mut entry);
        !entry.readers.is_empty()
    };
    for (name, value) in [
        ("_members_access_role", "subscriber"),
        ("rcp_subscription_level", "any-paid"),
        ("rcp_user_level", "a:1:{i:0;s:10:\"subscriber\";}"),
        ("memberful_acl", "a:1:{s:12:\"subscription\";a:1:{i:0;i:5;}}"),
        ("_jetpack_newsletter_access", "paid_subscribers"),
        ("_jetpack_newsletter_access", "subscribers"),
    ] {
        assert!(of(name, value), "{name} {value}");
    }
    for (name, value) in [
        ("_jetpack_newsletter_access", "everybody"),
        ("rcp_user_level", "a:1:{i:0;s:3:\"all\";}"),
        ("memberful_acl", "a:2:{s:12:\"subscription\";a:0:{}s:7:\"product\";a:0:{}}"),
        ("rcp_access_level", "None"),
        ("rating", "8"),
    ] {
        assert!(!of(name, value), "{name} {value}");
    }
    assert!(is_everybody("a:0:{}") && !is_everybody("1"));
}
