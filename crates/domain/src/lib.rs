//! What a music paper is: its values, and every decision about them.
//!
//! This room imports no other. It knows no files, no network, no clock and no randomness: time, chance and the
//! person acting come in as values ([`act::Act`]). Verbs take the old value and return the new one or a
//! [`refusal::Refusal`] that can be shown to a person.
//!
//! Only [`body`] speaks JSON, because its JSON form is its definition.

pub mod act;
pub mod ad;
pub mod artist;
pub mod body;
pub mod bounce;
pub mod change;
pub mod counts;
pub mod edition;
pub mod email;
pub mod form;
pub mod front;
pub mod id;
pub mod link;
pub mod mail_way;
pub mod media;
pub mod navigation;
pub mod night;
pub mod paper;
pub mod part_day;
pub mod quote;
pub mod reader;
pub mod refusal;
pub mod role;
pub mod schedule;
pub mod settings;
pub mod slug;
pub mod staff;
pub mod story;
pub mod thread;
pub mod time;
pub mod web_address;
pub mod work;
