//! The verbs of a newsroom on real databases: what people and the worker ask for, and what must hold whatever happens.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what is wrong by failing, its helpers too")]

mod abuse;
mod account;
mod after;
mod artists;
mod bounce;
mod bounce_ways;
mod desk;
mod edition;
mod find;
mod given_data;
mod heard;
mod hours;
mod intake;
mod links;
mod log;
mod mail_peers;
mod mailbox;
mod media;
mod moving;
mod nights;
mod paper;
mod plan;
mod readers;
mod records;
mod rehearsal;
mod relays;
mod relink;
mod rights;
mod running;
mod signin;
mod sink;
mod smtp;
mod smtp_sink;
mod special;
mod staff;
mod stories;
mod story_desk;
mod story_desk_safe;
mod subscribe;
mod worker;

/// Why a verb was refused, in its words.
fn refused(answer: newsroom::Verb<impl Sized>) -> String {
    match answer {
        Err(newsroom::VerbError::Refused(refusal)) => refusal.to_string(),
        Err(other) => panic!("not refused but {other}"),
        Ok(_) => panic!("not refused"),
    }
}
