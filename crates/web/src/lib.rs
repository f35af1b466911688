//! The paper over HTTP: parse, one verb or reads, view, template.
