//! The only SQL, drivers and bytes at rest.
