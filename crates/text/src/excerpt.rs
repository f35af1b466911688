//! The first words of a text.
