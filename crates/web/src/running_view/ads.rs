//! An ad, as the API answers it and the desk's page shows it.

use domain::time::{Instant, Zone};
use newsroom::ads::Counted;
use serde::Serialize;
use store::ads::Tally;
use utoipa::ToSchema;

/// Sums of an ad.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TallyBody {
    /// Pages that were answered with it.
    carried: i64,
    /// Times that a browser with script said it came into view.
    seen: i64,
    /// Times that a browser with script said its link was followed.
    followed: i64,
}

/// An ad.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdBody {
    id: i64,
    revision: i64,
    name: String,
    media: String,
    width: u32,
    height: u32,
    alt: String,
    link: String,
    places: Vec<&'static str>,
    sections: Vec<String>,
    from: String,
    until: String,
    /// `to-come`, `running`, `over` or `stopped`.
    run: &'static str,
    total: TallyBody,
}

/// Sums.
pub(crate) fn tally(tally: Tally) -> TallyBody {
    TallyBody { carried: tally.carried, seen: tally.seen, followed: tally.followed }
}

/// What the API and the desk's page show of an ad.
pub(crate) fn body(counted: &Counted, zone: &Zone, now: Instant) -> AdBody {
    let Counted { ad, total } = counted;
    AdBody {
        id: ad.id.0,
        revision: ad.revision,
        name: ad.draft.name.clone(),
        media: ad.draft.media.as_str().to_owned(),
        width: ad.draft.width,
        height: ad.draft.height,
        alt: ad.draft.alt.clone(),
        link: ad.draft.link.clone(),
        places: ad.draft.places.iter().map(|place| place.word()).collect(),
        sections: ad.draft.sections.iter().map(|slug| slug.as_str().to_owned()).collect(),
        from: zone.day(ad.draft.from).to_string(),
        until: zone.day(ad.draft.until.plus_seconds(-1)).to_string(),
        run: ad.run(now).word(),
        total: tally(*total),
    }
}
