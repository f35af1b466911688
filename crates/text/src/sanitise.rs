//! Lets harmless HTML through and nothing else.
