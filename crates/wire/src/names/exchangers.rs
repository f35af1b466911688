//! The servers that take a domain's mail (RFC 5321 §5.1).

use super::{Names, NamesError};
use crate::smtp::Reply;
use domain::mail_way::{Direct, Server, is_public};

/// What is known of a domain's mail servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchangers {
    /// Where to try, in this order.
    At(Vec<Server>),
    /// It takes no mail, now or ever: what a server would have answered.
    None(Reply),
}

/// The most servers that are tried for one mail.
const MOST: usize = 8;

impl Names {
    /// Finds the servers of a domain. What a name server does not answer is for later; what it denies is for good.
    pub async fn exchangers(&self, domain: &str, direct: &Direct) -> Exchangers {
        match self.found(domain, direct).await {
            Ok(found) => found,
            Err(NamesError::Name(_)) => Exchangers::None(Reply::ours(553, "5.1.2 this is no domain that can be asked about")),
            Err(error) => Exchangers::None(Reply::ours(451, &format!("4.4.3 {error}"))),
        }
    }

    async fn found(&self, domain: &str, direct: &Direct) -> Result<Exchangers, NamesError> {
        let hosts = match self.mx(domain).await? {
            None => return Ok(Exchangers::None(Reply::ours(550, "5.1.2 there is no such domain"))),
            Some(servers) if servers.is_empty() => vec![domain.to_owned()],
            Some(servers) if servers.iter().all(|(_, host)| host.is_empty()) => {
                return Ok(Exchangers::None(Reply::ours(556, "5.1.10 the domain says that it takes no mail (null MX)")));
            }
            Some(servers) => servers.into_iter().map(|(_, host)| host).filter(|host| !host.is_empty()).collect(),
        };
        let (mut servers, mut private, mut failed) = (Vec::new(), false, None);
        for host in hosts.into_iter().take(MOST) {
            let addresses = match self.addresses(&host).await {
                Ok(addresses) => addresses,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            for address in addresses {
                if direct.private || is_public(address) {
                    servers.push(Server::of_destination(host.clone(), address, direct.port));
                } else {
                    private = true;
                }
            }
        }
        servers.truncate(MOST);
        Ok(match (servers.is_empty(), failed, private) {
            (false, ..) => Exchangers::At(servers),
            (true, Some(error), _) => return Err(error),
            (true, None, true) => Exchangers::None(Reply::ours(550, "5.4.4 the domain’s mail servers are in a private network")),
            (true, None, false) => Exchangers::None(Reply::ours(550, "5.4.4 no mail server of the domain has an address")),
        })
    }
}
