//! Against aiosmtpd, dkimpy, mailauth, Mail::DKIM and dnslib, which `scripts/mail-tools` installs.

mod names;
mod signatures;
mod submission;
