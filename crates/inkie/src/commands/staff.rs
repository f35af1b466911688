//! The staff.

use crate::cli::Staff as Asked;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result};
use domain::role::Role;
use newsroom::staff::{self as verbs, Invitation, Member};
use newsroom::{paper, signin};
use serde_json::json;
use text::template::urls::{self, Site};

pub(super) async fn run(desk: &Desk, command: Asked, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let newsroom = &desk.newsroom;
    match command {
        Asked::List { json } => list(desk, json, report).await?,
        Asked::Invite { email, name, role, no_mail } => {
            let invitation = Invitation { name, email, role: role_of(&role)?, mailed: !no_mail };
            let staff = verbs::invite(newsroom, &act, &invitation).await?;
            let told = if no_mail { "hand them the link of" } else { "an invitation is mailed; another way in is" };
            report.line(&format!("{} is invited as {}; {told} `inkie staff link {}`", staff.name, staff.role, staff.email));
        }
        Asked::Role { email, role } => {
            let id = verbs::find(newsroom, &act, &email).await?;
            let staff = verbs::change_role(newsroom, &act, id, role_of(&role)?).await?;
            report.line(&format!("{} is {} now", staff.name, staff.role));
        }
        Asked::Dismiss { email } => {
            let id = verbs::find(newsroom, &act, &email).await?;
            let staff = verbs::dismiss(newsroom, &act, id).await?;
            report.line(&format!("{} is dismissed and signed out; what they wrote stays", staff.name));
        }
        Asked::SignOut { email } => {
            let id = verbs::find(newsroom, &act, &email).await?;
            let staff = verbs::sign_out(newsroom, &act, id).await?;
            report.line(&format!("{} is signed out everywhere", staff.name));
        }
        Asked::Link { email: Some(email) } => {
            let (token, staff) = signin::link_for(newsroom, &act, &email).await?;
            report.line(&address(desk, &token).await?);
            report.warn(&format!("it signs in whoever opens it as {}, once, within a day", staff.name));
        }
        Asked::Link { email: None } => {
            let token = signin::first_link(newsroom, &act).await?;
            let token = token.context("this paper has staff; say whose link with an address, see `inkie staff list`")?;
            report.line(&address(desk, &token).await?);
            report.warn("it makes whoever opens it the owner of this paper, once, within a day");
        }
    }
    Ok(())
}

fn role_of(word: &str) -> Result<Role> {
    Role::from_word(word).with_context(|| format!("“{word}” is no role; there are contributor, writer, editor and owner"))
}

async fn address(desk: &Desk, token: &str) -> Result<String> {
    let paper = paper::get(&desk.newsroom).await?;
    Ok(Site::new(&paper.base_url).absolute(&urls::desk_sign_in(token)))
}

async fn list(desk: &Desk, json: bool, report: &dyn Report) -> Result<()> {
    for Member { staff, devices, has_password } in verbs::list(&desk.newsroom, &doors::act("command line")?).await? {
        let (role, standing) = (staff.role.word(), staff.standing.word());
        let seen = staff.seen.map(domain::time::Instant::rfc3339);
        if json {
            let line = json!({
                "name": staff.name, "email": staff.email.as_str(), "role": role, "standing": standing, "devices": devices,
                "password": has_password, "seen": seen,
            });
            report.line(&line.to_string());
        } else {
            let seen = seen.unwrap_or_else(|| "never".to_owned());
            report.line(&format!(
                "{:24} {:32} {role:12} {standing:10} {devices} devices, last in: {seen}",
                staff.name,
                staff.email.as_str()
            ));
        }
    }
    Ok(())
}
