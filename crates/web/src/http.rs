//! The HTTP side: connections, caching, faults, headers, and who is asking. Knows nothing of stories.

pub(crate) mod accept;
pub(crate) mod answer;
pub(crate) mod cache;
pub(crate) mod encode;
pub(crate) mod fault;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod limit;
pub(crate) mod origin;
pub(crate) mod peer;
pub(crate) mod when;
