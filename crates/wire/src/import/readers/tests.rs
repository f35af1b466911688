use super::*;
use crate::import::csv::{Row, Table};

fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut table, mut rows): (_, Vec<Row>) = (Table::default(), Vec::new());
    table.push(text.as_bytes(), &mut rows);
    table.finish(&mut rows);
    rows.into_iter().map(|row| row.unwrap().cells).collect()
}

fn read(text: &str) -> (Columns, Vec<Result<Incoming, String>>) {
    let rows = rows(text);
    let columns = Columns::of_first_line(&rows[0]).unwrap();
    let lines = rows.iter().skip(usize::from(!columns.bare)).map(|row| columns.line(row)).collect();
    (columns, lines)
}

/// Address, what was said, when they asked, when it ended.
fn told(text: &str) -> (Origin, Vec<(String, Said, bool, bool)>) {
    let (columns, lines) = read(text);
    let lines = lines.into_iter().map(|line| {
        let line = line.unwrap();
        (line.email.as_str().to_owned(), line.said, line.asked.is_some(), line.ended.is_some())
    });
    (columns.origin, lines.collect())
}

fn one(email: &str, said: Said, asked: bool, ended: bool) -> (String, Said, bool, bool) {
    (email.to_owned(), said, asked, ended)
}

#[test]
fn mailchimp_writes_three_files() {
    let subscribed = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LEID,EUID,NOTES,TAGS\n\
        jo@x.org,Jo,2,\"2015-03-27 00:29:00\",203.0.113.9,\"2015-03-27 00:30:00\",1,abc,,\"\"\"gig\"\"\"\n";
    assert_eq!(told(subscribed), (Origin::Mailchimp, vec![one("jo@x.org", Said::Subscribed, true, false)]));
    let (_, lines) = read(subscribed);
    assert_eq!(lines[0].as_ref().unwrap().confirmed.unwrap().rfc3339(), "2015-03-27T00:30:00Z");
    let unsubscribed = "Email Address,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON,LEID\njo@x.org,,2016-01-01 10:00:00,NORMAL,1\n";
    assert_eq!(told(unsubscribed), (Origin::Mailchimp, vec![one("jo@x.org", Said::Left, false, true)]));
    let cleaned = "Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,LEID\njo@x.org,2016-01-01 10:00:00,Weekly,1\n";
    assert_eq!(told(cleaned), (Origin::Mailchimp, vec![one("jo@x.org", Said::Gone, false, true)]));
}

#[test]
fn listmonk_ghost_substack_and_buttondown_are_known() {
    let listmonk = "uuid,email,name,attributes,status,created_at,updated_at\n\
        1,a@x.org,A,\"{\"\"city\"\": \"\"X, Y\"\"}\",enabled,2020-01-01T00:00:00Z,\n2,b@x.org,,{},blocklisted,,\n3,c@x.org,,{},disabled,,\n";
    let expected = vec![
        one("a@x.org", Said::Subscribed, true, false),
        one("b@x.org", Said::Gone, false, false),
        one("c@x.org", Said::Left, false, false),
    ];
    assert_eq!(told(listmonk), (Origin::Listmonk, expected));
    let ghost = "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n\
        1,a@x.org,A,,true,,,2022-05-20T04:18:06.000Z,,,\n2,b@x.org,B,,false,,,2022-05-20T04:18:06.000Z,,,\n";
    assert_eq!(told(ghost), (Origin::Ghost, vec![one("a@x.org", Said::Subscribed, true, false), one("b@x.org", Said::Left, true, false)]));
    let substack = "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n\
        a@x.org,false,,other,false,2022-05-20T04:18:06.000Z,\nb@x.org,true,,yearly,true,2022-05-20T04:18:06.000Z,\n";
    assert_eq!(
        told(substack),
        (Origin::Substack, vec![one("a@x.org", Said::Subscribed, true, false), one("b@x.org", Said::Left, true, false)])
    );
    let buttondown = "email_address,notes,tags,subscriber_type,creation_date,unsubscription_date,undeliverability_date\n\
        a@x.org,,,regular,2022-05-20T04:18:06Z,,\nb@x.org,,,unactivated,,,\nc@x.org,,,unsubscribed,,2023-05-20T04:18:06Z,\nd@x.org,,,undeliverable,,,2023-05-20T04:18:06Z\n";
    let expected = vec![
        one("a@x.org", Said::Subscribed, true, false),
        one("b@x.org", Said::Unconfirmed, false, false),
        one("c@x.org", Said::Left, false, true),
        one("d@x.org", Said::Gone, false, true),
    ];
    assert_eq!(told(buttondown), (Origin::Buttondown, expected));
}

#[test]
fn a_plain_table_needs_addresses_and_nothing_else() {
    assert_eq!(told("Name;E-Mail;Status\nJo;jo@x.org;active\n").1, [one("jo@x.org", Said::Subscribed, false, false)]);
    let (columns, lines) = read("jo@x.org\nal@x.org\n");
    assert!(columns.bare && lines.len() == 2);
    let said = Columns::of_first_line(&["Name".to_owned(), "Town".to_owned()]).unwrap_err();
    assert!(said.contains("“Name”, “Town”"), "{said}");
}

#[test]
fn who_left_in_one_column_has_left() {
    assert_eq!(told("email,status,unsubscribed_at\na@x.org,active,2020-01-01\n").1, [one("a@x.org", Said::Left, false, true)]);
    assert_eq!(
        told("email,status,clean_time,email_disabled\na@x.org,active,2020-01-01,true\n").1,
        [one("a@x.org", Said::Gone, false, true)]
    );
}

#[test]
fn a_day_under_unsubscribed_is_when_they_left_and_a_strange_word_is_no_consent() {
    assert_eq!(told("email,unsubscribed\na@x.org,2020-01-01\n").1, [one("a@x.org", Said::Left, false, true)]);
    assert_eq!(told("email,unsubscribed\na@x.org,27/03/2015 10:00\n").1, [one("a@x.org", Said::Left, false, false)]);
    assert_eq!(told("email,unsubscribed\na@x.org,off\n").1, [one("a@x.org", Said::Subscribed, false, false)]);
    assert_eq!(told("email,subscribed\na@x.org,off\n").1, [one("a@x.org", Said::Left, false, false)]);
    assert_eq!(told("email,subscribed,unsubscribed\na@x.org,,\n").1, [one("a@x.org", Said::Subscribed, false, false)]);
    for (header, cell) in [("unsubscribed", "never"), ("subscribed", "never"), ("subscribed", "2020-01-01"), ("unsubscribed", "0000-00-00")]
    {
        let (_, lines) = read(&format!("email,{header}\na@x.org,{cell}\n"));
        let said = lines[0].as_ref().unwrap_err();
        assert!(said.contains(&format!("“{cell}” under {header} is neither yes nor no")), "{said}");
    }
}

#[test]
fn what_is_wrong_is_said_and_not_guessed() {
    let (_, lines) = read("email,status\n,active\nno address,active\na@x.org,maybe\nb@x.org,active\n");
    let said: Vec<String> = lines.iter().map(|line| line.as_ref().err().cloned().unwrap_or_default()).collect();
    assert!(
        said[0].contains("no address") && said[1].contains("@") && said[2].contains("“maybe” is not known") && said[3].is_empty(),
        "{said:?}"
    );
}

#[test]
fn a_person_may_choose_what_columns_mean() {
    let columns = Columns::of_first_line(&["email".to_owned(), "backup".to_owned()]).unwrap();
    let turned = columns.clone().meaning(&[Meaning::Nothing, Meaning::Email]).unwrap();
    assert_eq!(turned.line(&["a@x.org".to_owned(), "b@x.org".to_owned()]).unwrap().email.as_str(), "b@x.org");
    assert!(columns.clone().meaning(&[Meaning::Nothing]).is_err());
    assert!(columns.meaning(&[Meaning::Email, Meaning::Email]).is_err());
    for meaning in Meaning::ALL {
        assert_eq!(Meaning::from_word(meaning.word()), Some(meaning));
    }
}

#[test]
fn a_cell_does_nothing_in_a_spreadsheet_and_comes_back() {
    for cell in ["=cmd()", "+jo@x.org", "-1", "@x", "'quoted@x.org", "plain"] {
        let written = harmless(cell);
        assert!(!written.starts_with(['=', '+', '-', '@']), "{written}");
        assert_eq!(plain(&written), cell);
    }
    let (_, lines) = read(&format!("email\n{}\n", harmless("+jo@x.org")));
    assert_eq!(lines[0].as_ref().unwrap().email.as_str(), "+jo@x.org");
}
