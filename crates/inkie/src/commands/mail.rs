//! The keys of mails, from the command line.

use crate::cli::Mail;
use crate::desk::Desk;
use crate::doctor::quoted;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use newsroom::dkim;

pub(super) async fn run(desk: &Desk, command: Mail, report: &dyn Report) -> Result<()> {
    let Mail::Key { selector } = command;
    let (record, new) = dkim::make_key(&desk.newsroom, &doors::act("command line")?, &selector, &doors::mail_key()?).await?;
    report.line(if new { "made a key; put this record into DNS:" } else { "this key is there already; its record in DNS:" });
    report.line(&format!("  name  {}", record.name));
    report.line("  type  TXT");
    report.line(&format!("  text  {}", record.text));
    report.line(&format!("  or, in a zone file:  {} TXT {}", record.name, quoted(&record.text)));
    report.line(&format!("then let it sign: inkie paper --set dkim-selector={selector}; `inkie doctor mail` says whether it is seen"));
    Ok(())
}
