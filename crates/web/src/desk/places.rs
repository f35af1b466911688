//! The places of the desk: the menu at its left, without those that one's role has no use for.

use crate::desk::Desk;
use crate::http::fault::Fault;
use domain::role::Verb;
use serde::Serialize;

/// A place as the menu shows it.
#[derive(Debug, Serialize)]
pub(crate) struct PlaceView {
    name: String,
    url: String,
    here: bool,
    /// What waits there, as the menu says it: `14`, `1 dead`.
    count: Option<String>,
}

/// The places in their groups: the last word of the address (its name is the message `places.<word>`), and the right
/// without which the place is not shown.
const GROUPS: &[&[(&str, Verb)]] = &[
    &[("queue", Verb::Look), ("front", Verb::EditFront), ("editions", Verb::RunEdition)],
    &[
        ("stories", Verb::Look),
        ("artists", Verb::EditArtists),
        ("links", Verb::EditArtists),
        ("quotations", Verb::ConfirmQuotes),
        ("threads", Verb::EditThreads),
        ("clips", Verb::Look),
        ("pictures", Verb::Look),
        ("pages", Verb::EditPages),
        ("ads", Verb::EditAds),
        ("imports", Verb::Import),
    ],
    &[
        ("readers", Verb::SeeReaders),
        ("counts", Verb::Look),
        ("staff", Verb::ManageStaff),
        ("log", Verb::ReadAudit),
        ("settings", Verb::Configure),
    ],
    &[("account", Verb::OwnAccount)],
];

/// The menu, with `here` marked.
pub(crate) async fn of(desk: &Desk, here: &str) -> Result<Vec<Vec<PlaceView>>, Fault> {
    let waiting = waiting(desk).await?;
    let place = |word: &str| PlaceView {
        name: desk.word(&format!("places.{word}")),
        url: format!("/desk/{word}"),
        here: word == here,
        count: Some(waiting).filter(|many| word == "queue" && *many > 0).map(|many| many.to_string()),
    };
    let group = |group: &&[(&str, Verb)]| {
        group.iter().filter(|(_, verb)| desk.act.role.may(*verb)).map(|(word, _)| place(word)).collect::<Vec<_>>()
    };
    Ok(GROUPS.iter().map(group).filter(|group| !group.is_empty()).collect())
}

/// How many stories are on their way to the paper, of those that who asks may read.
async fn waiting(desk: &Desk) -> Result<usize, Fault> {
    let midnight = desk.press.zone().start_of(desk.press.zone().day(desk.press.now));
    let counts = store::desk::queue::counts(&desk.press.conn, desk.act.keeps_to(), midnight).await?;
    Ok(counts.assigned + counts.draft + counts.submitted + counts.scheduled)
}
