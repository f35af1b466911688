//! The real program: commands, exit codes, a server beside them, backups, and what is left after a SIGKILL.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what is wrong by failing, its helpers too")]

mod backup;
mod beside;
mod commands;
mod kill_archive;
mod kill_import;
mod kill_moving;
mod kill_send;
mod mail_peers;
mod paper;
mod proxy;
mod refused;
mod stop_send;
