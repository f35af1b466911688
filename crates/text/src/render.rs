//! A body in every form that readers meet: page, mail, feed, plain text and Markdown. Each renderer matches every block
//! and mark, without a catch-all arm: a new one does not compile until all of them can show it.

pub mod clip;
mod context;
mod coupon;
mod feed;
mod inline;
mod mail;
mod markdown;
mod marked;
mod modest;
mod overlay;
mod page;
mod plain;
mod shown;

pub use context::{ArtistRef, Context, MediaRef, Words};
pub use coupon::coupon_place;
pub use feed::{feed, with_corrections};
pub use mail::{mail_html, mail_text};
pub use markdown::markdown;
pub use marked::marked;
pub use overlay::with_links;
pub use page::{PageHtml, page};
pub use plain::plain;
pub use shown::{contains, length};

#[cfg(test)]
mod tests;
