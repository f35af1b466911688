//! Against aiosmtpd, dkimpy, mailauth, Mail::DKIM and dnslib, which `scripts/mail-tools` installs.

mod fetch;
mod names;
mod signatures;
mod submission;
