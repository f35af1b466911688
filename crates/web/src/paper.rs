//! The paper: its pages, feeds and forms. Each handler reads, makes a view struct, and hands it to a template.

mod archive;
mod artist;
pub(crate) mod body;
mod byline;
mod card;
mod corrections;
mod coupon;
pub(crate) mod dispatch;
mod facts;
mod faults;
mod feed;
pub(crate) mod front;
pub(crate) mod gigs;
mod mailbox;
pub(crate) mod matter;
pub(crate) mod media;
mod newsletter;
pub(crate) mod place;
pub(crate) mod press;
pub(crate) mod preview;
mod search;
mod section;
mod sitemap;
mod standing;
mod story;
mod told;
pub(crate) mod view;
