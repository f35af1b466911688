//! The story file: a story as text, read and written.
