//! Strings in, strings out: sanitising, names, quotations, renderers, feeds, templates.
