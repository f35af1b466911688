//! What the API answers and the desk's pages show of running the paper: one shape for both.

pub(crate) mod ads;
pub(crate) mod counts;
pub(crate) mod front;
pub(crate) mod pages;
pub(crate) mod settings;
