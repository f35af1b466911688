//! Quotation marks, spaces and dashes by language.
