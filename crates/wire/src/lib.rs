//! Bytes to and from strangers: SMTP, message assembly, files that are imported.
