//! The registry of what is exported: tables in an order in which each refers only to those before it.

use crate::db::sql::{Dialect, render};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number.
    Int,
    /// A text.
    Text,
    /// A text that is JSON; it stands in the export as JSON.
    Json,
    /// Microseconds; RFC 3339 in the export.
    Time,
}

pub(crate) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// Every row, in the order of its key.
    pub(crate) select: &'static str,
    insert: &'static str,
    /// Sets the next id after the highest one, for PostgreSQL. SQLite does so by itself.
    pub(super) continue_ids: Option<&'static str>,
}

impl Table {
    /// The statement that puts in one row.
    pub(crate) fn insert(&self, dialect: Dialect) -> String {
        let places: Vec<String> = (1..=self.columns.len()).map(|place| format!("?{place}")).collect();
        render(&format!("{} VALUES ({})", self.insert, places.join(", ")), dialect)
    }
}

macro_rules! tables {
    ($($name:ident by $key:literal $(ids $id:ident)? { $first:ident $first_kind:ident $(, $column:ident $kind:ident)* })+) => {
        pub(crate) static TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            columns: &[(stringify!($first), Kind::$first_kind) $(, (stringify!($column), Kind::$kind))*],
            select: concat!("SELECT ", stringify!($first) $(, ", ", stringify!($column))*, " FROM ", stringify!($name), " ORDER BY ", $key),
            insert: concat!("INSERT INTO ", stringify!($name), " (", stringify!($first) $(, ", ", stringify!($column))*, ")"),
            continue_ids: tables!(@ids $name $($id)?),
        }),+];
    };
    (@ids $name:ident) => { None };
    (@ids $name:ident $id:ident) => {
        Some(concat!("SELECT setval(pg_get_serial_sequence('", stringify!($name), "', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ",
            stringify!($name), "), false)"))
    };
}

tables! {
    paper by "id" {
        id Int, name Text, tagline Text, zone Text, language Text, spot Text, edition_minute Int, publisher Text, postal_address Text,
        email Text, base_url Text, logo Text, masthead Text, headline_face Text, text_face Text, dateline_style Text, in_doubt Text,
        bounces_to Text, dkim_selector Text, later_hours Json
    }
    sections by "slug" { slug Text, name Text, position Int, description Text }
    people by "id" ids id { id Int, slug Text, name Text, name_key Text, house Int, bio Text }
    pages by "id" ids id { id Int, slug Text, title Text, updated Time, body Json, position Int, revision Int }
    media by "key" {
        key Text, name Text, mime Text, bytes Int, width Int, height Int, created Time, credit Text, alt Text, decorative Int, caption Text,
        licence Text, expires Time, focus_x Int, focus_y Int, who Text, staff Int, thumbhash Text, tone Int, sized Time, folded Text
    }
    media_sizes by "media, width" { media Text, width Int, height Int, file Text, mime Text, bytes Int }
    media_uses by "thing, id, media" { thing Text, id Int, media Text }
    staff by "id" ids id {
        id Int, email Text, email_key Text, name Text, role Text, standing Text, person Int, created Time, seen Time
    }
    audit by "id" ids id { id Int, at Time, who Text, verb Text, what Text, staff Int, origin Text }
    artists by "id" ids id {
        id Int, slug Text, name Text, name_key Text, sort_name Text, sort_key Text, letter Text, kind Text, disambiguation Text,
        musicbrainz Text, wikidata Text, merged_into Int, stories Int
    }
    artist_aliases by "artist, position" { artist Int, position Int, name Text, name_key Text }
    memberships by "group_id, member" { group_id Int, member Int, ended Int, began Text, left_at Text }
    alphabet by "id" { id Int, stamp Text, after_artist Int }
    venues by "id" ids id {
        id Int, musicbrainz Text, name Text, address Text, city Text, country Text, latitude Int, longitude Int
    }
    listed_nights by "id" ids id {
        id Int, musicbrainz Text, name Text, named Int, day Text, until_day Text, time Text, cancelled Int, tickets Text, venue Int,
        city Text, country Text, told Time
    }
    listed_night_artists by "night, artist" { night Int, artist Int, day Text }
    artist_links by "artist, position" { artist Int, position Int, url Text }
    works by "id" ids id {
        id Int, artist Int, slug Text, kind Text, title Text, title_key Text, released Text, musicbrainz Text, merged_into Int
    }
    work_artists by "work, position" { work Int, position Int, artist Int }
    stories by "id" ids id {
        id Int, revision Int, text_version Int, state Text, state_at Time, state_reason Text, address Text, slug Text, section Text,
        kind Text, placement Text, dateline Time, published Time, live_since Time, day Text, created Time, updated Time, saved_at Time,
        saved_by Text, corrected Time, source_system Text, source_id Text, headline Text, standfirst Text, words Int, advisory Json,
        cover Json, score Json, clip Json, corrections Json, body Json
    }
    story_sponsors by "story" { story Int, name Text, link Text }
    front_layouts by "id" ids id { id Int, from_at Time, slots Json, saved_at Time, saved_by Text }
    ads by "id" ids id {
        id Int, revision Int, name Text, media Text, width Int, height Int, alt Text, link Text, places Json, sections Json, from_at Time,
        until_at Time, stopped Time, created Time
    }
    ad_counts by "ad, day, place" { ad Int, day Text, place Text, carried Int, seen Int, followed Int }
    page_reads by "hour, path" { hour Time, path Text, reads Int }
    vain_searches by "day, query" { day Text, query Text, times Int }
    story_bylines by "story, position" { story Int, position Int, person Int, part Text, since Time }
    story_credits by "story, position" { story Int, position Int, artist Int, credited_as Text, strength Text }
    story_artists by "story, artist" { story Int, artist Int, strength Text, since Time, has Text }
    story_versions by "story, revision" { story Int, revision Int, at Time, who Text, content Json }
    story_desk by "story" {
        story Int, state Text, section Text, owner Int, deadline Time, brief Text, note Text, written Int, began Time, saved_at Time,
        saved_by Text, due Time, checks Int
    }
    story_pending by "story" { story Int, base Int, revision Int, text_version Int, content Json }
    story_asides by "story, number" { story Int, number Int, at Time, who Text, client Text, had Int, content Json, done Time }
    story_notes by "story, number" {
        story Int, number Int, reply_to Int, at Time, who Text, text Text, quote Text, block Int, begins Int, ends Int, resolved Time,
        resolved_by Text
    }
    redirects by "path" { path Text, target Text }
    auto_links by "story, text_version, block, begins, ends, artist" {
        story Int, text_version Int, block Int, begins Int, ends Int, artist Int, strength Text, standing Text, evidence Text
    }
    relinkings by "id" ids id {
        id Int, why Text, names Json, artists Json, everything Int, after_story Int, looked_at Int, changed Int, asked Int, began Time,
        ended Time
    }
    movings by "id" ids id {
        id Int, system Text, source Text, title Text, sign Text, mapping Json, options Json, state Text, after_place Int, total Int,
        counts Json, why Text, who Text, began Time, changed Time, sections Json
    }
    moved by "moving, place" {
        moving Int, place Int, foreign_id Text, kind Text, line Int, title Text, outcome Text, story Int, page Int, revision Int
    }
    moved_paths by "moving, path" { moving Int, path Text, target Text, was Text }
    fetched by "address" { address Text, moving Int, media Text, why Text }
    moving_findings by "id" ids id {
        id Int, moving Int, place Int, about Text, text Text, story Int, settled Time, settled_by Text
    }
    rejected_links by "story, artist" { story Int, artist Int, who Text, at Time }
    accepted_links by "story, artist" { story Int, artist Int, strength Text, who Text, at Time }
    story_clips by "story, position" { story Int, position Int, provider Text, clip Text, kind Text, title Text, credit Text }
    dead_clips by "provider, clip" { provider Text, clip Text, since Time, who Text }
    quotes by "story, text_version, position" {
        story Int, text_version Int, position Int, speaker Text, paragraphs Json, spans Json, cue Text, standing Text, artist Int,
        since Time, who Text, at Time
    }
    story_works by "story, work" { story Int, work Int, how Text }
    story_gigs by "story, position, artist" {
        story Int, position Int, artist Int, day Text, city Text, venue Text, tickets Text, note Text, status Text, since Time
    }
    threads by "id" ids id { id Int, slug Text, name Text, about Text }
    thread_stories by "thread, story" { thread Int, story Int }
    readers by "id" ids id {
        id Int, email Text, email_key Text, key Text, standing Text, choice Text, asked Time, wording Text, source Text, confirmed Time,
        confirmation_sent Time, ended Time, ended_why Text, domain Text, hour Int, days Int, quiet Text, specials Int,
        paused_until Text, heard Time
    }
    reader_imports by "id" ids id {
        id Int, at Time, who Text, file Text, origin Text, proof Text, added Int, known Int, kept_out Int, broken Int
    }
    suppressions by "id" ids id { id Int, hash Text, email Text, reason Text, who Text, since Time }
    suppression_salt by "id" { id Int, salt Text }
    follows by "reader, artist" { reader Int, artist Int, since Time }
    editions by "id" ids id {
        id Int, day Text, later Int, state Text, subject Text, preheader Text, stories Json, own Int, released Time,
        covers_until Time, composed Time, withdrawn Int
    }
    edition_plans by "day, later" {
        day Text, later Int, revision Int, ordered Json, dropped Json, subject Text, preheader Text, note Json, held Time, changed Time, who Text
    }
    corrections_to_tell by "id" ids id { id Int, at Time, story Int, text Text, day Text }
    edition_answers by "edition, what" { edition Int, what Text, readers Int }
    edition_erased by "edition, state" { edition Int, state Text, letters Int }
    edition_parts by "edition" { edition Int, parts Json }
    edition_freezes by "edition" { edition Int, through Int, prepared Int }
    edition_exclusions by "edition, reason" { edition Int, reason Text, readers Int }
    bounces by "id" ids id {
        id Int, at Time, reader Int, edition Int, kind Text, status Text, reason Text, via Text, seen Text
    }
    deliveries by "edition, reader" {
        edition Int, reader Int, selection Int, ahead Int, state Text, attempts Int, doubts Int, reply Text, due Time, changed Time,
        corrected Int
    }
}
