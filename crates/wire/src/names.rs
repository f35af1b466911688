//! Questions to a name server (RFC 1035): which servers take a domain's mail, and what its records say. Over UDP, and over
//! TCP when the answer is too long for that.

mod exchangers;
mod spf;

pub use exchangers::Exchangers;
pub use spf::Spf;

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// What went wrong with a question. Nothing is known then: to ask again later is right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamesError {
    /// The name is none.
    #[error("“{0}” is no name of a host")]
    Name(String),
    /// No server is known.
    #[error("this machine knows no name server; look into /etc/resolv.conf")]
    NoServer,
    /// No server answered.
    #[error("no name server answers about {0}")]
    Silent(String),
    /// A server answered that it could not.
    #[error("the name server cannot say anything about {name}: {why}")]
    Failed {
        /// What was asked about.
        name: String,
        /// Its word for why.
        why: String,
    },
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    servers: Vec<SocketAddr>,
}

/// How long one server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often all servers are asked.
const ROUNDS: usize = 2;

/// The longest answer over UDP that is asked for without extensions, and the longest over TCP.
const MOST: usize = 65_535;

impl Names {
    /// The servers that this machine asks.
    ///
    /// # Errors
    /// [`NamesError::NoServer`].
    pub fn system() -> Result<Self, NamesError> {
        let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
        let servers: Vec<_> = lines.filter_map(|address| address.trim().parse::<IpAddr>().ok()).map(|ip| SocketAddr::new(ip, 53)).collect();
        if servers.is_empty() { Err(NamesError::NoServer) } else { Ok(Self { servers }) }
    }

    /// One server.
    #[must_use]
    pub fn at(server: SocketAddr) -> Self {
        Self { servers: vec![server] }
    }

    /// The server of a setting; the system's when it is empty.
    ///
    /// # Errors
    /// [`NamesError::NoServer`].
    pub fn of(setting: &str) -> Result<Self, NamesError> {
        match setting.parse() {
            Ok(server) => Ok(Self::at(server)),
            Err(_) => Self::system(),
        }
    }

    /// The texts of a name; none when there is no such name.
    ///
    /// # Errors
    /// [`NamesError`].
    pub async fn texts(&self, name: &str) -> Result<Option<Vec<String>>, NamesError> {
        let texts = |data: &RData| match data {
            RData::TXT(text) => Some(text.iter().map(|part| String::from_utf8_lossy(part)).collect::<String>()),
            _ => None,
        };
        Ok(self.ask(&parsed(name)?, RecordType::TXT).await?.map(|found| found.iter().filter_map(texts).collect()))
    }

    /// The addresses of a name, those of IPv4 first; none when there is no such name.
    ///
    /// # Errors
    /// [`NamesError`].
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, NamesError> {
        let name = parsed(name)?;
        let mut addresses = Vec::new();
        for kind in [RecordType::A, RecordType::AAAA] {
            addresses.extend(self.ask(&name, kind).await?.unwrap_or_default().iter().filter_map(RData::ip_addr));
        }
        Ok(addresses)
    }

    /// The names of an address.
    ///
    /// # Errors
    /// [`NamesError`].
    pub async fn names_of(&self, address: IpAddr) -> Result<Vec<String>, NamesError> {
        let found = self.ask(&Name::from(address), RecordType::PTR).await?.unwrap_or_default();
        Ok(found.iter().filter_map(|data| data.as_ptr().map(|name| spelt(&name.0))).collect())
    }

    /// The servers of a domain's mail with their preferences, the most wanted first; none when there is no such domain.
    async fn mx(&self, domain: &str) -> Result<Option<Vec<(u16, String)>>, NamesError> {
        let Some(found) = self.ask(&parsed(domain)?, RecordType::MX).await? else { return Ok(None) };
        let mut servers: Vec<_> = found.iter().filter_map(|data| data.as_mx().map(|mx| (mx.preference(), spelt(mx.exchange())))).collect();
        servers.sort_by_key(|(preference, _)| *preference);
        Ok(Some(servers))
    }

    /// The records of a name; none when there is no such name.
    async fn ask(&self, name: &Name, kind: RecordType) -> Result<Option<Vec<RData>>, NamesError> {
        let mut failed = NamesError::Silent(spelt(name));
        for server in (0..ROUNDS).flat_map(|_| &self.servers) {
            let Some(answer) = ask_one(*server, name, kind).await else { continue };
            match answer.response_code() {
                ResponseCode::NoError => {
                    let records = answer.answers().iter().filter(|record| record.record_type() == kind);
                    return Ok(Some(records.map(|record| record.data().clone()).collect()));
                }
                ResponseCode::NXDomain => return Ok(None),
                other => failed = NamesError::Failed { name: spelt(name), why: other.to_string() },
            }
        }
        Err(failed)
    }
}

fn parsed(name: &str) -> Result<Name, NamesError> {
    let mut parsed = Name::from_ascii(name).map_err(|_| NamesError::Name(name.to_owned()))?;
    parsed.set_fqdn(true);
    Ok(parsed)
}

/// Lower case, without the dot at its end; the root is empty.
fn spelt(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

/// One server's answer; none when it does not come in time or is no answer to the question.
async fn ask_one(server: SocketAddr, name: &Name, kind: RecordType) -> Option<Message> {
    let mut id = [0; 2];
    // A number that nobody off the path can guess; the port is the system's choice.
    aws_lc_rs::rand::fill(&mut id).ok()?;
    let mut question = Message::new();
    question.set_id(u16::from_be_bytes(id)).set_message_type(MessageType::Query).set_op_code(OpCode::Query).set_recursion_desired(true);
    question.add_query(Query::query(name.clone(), kind));
    let bytes = question.to_vec().ok()?;
    let ours = |answer: &Message| answer.id() == question.id() && answer.message_type() == MessageType::Response;
    let answers =
        |answer: &Message| ours(answer) && answer.queries().first().is_some_and(|query| query.name() == name && query.query_type() == kind);
    let answer = Message::from_vec(&timeout(PATIENCE, over_udp(server, &bytes)).await.ok()?.ok()?).ok()?;
    // What was cut may have lost its question, too; over TCP it is asked again.
    if !(ours(&answer) && answer.truncated()) {
        return Some(answer).filter(answers);
    }
    let answer = timeout(PATIENCE, over_tcp(server, &bytes)).await.ok()?.ok()?;
    Message::from_vec(&answer).ok().filter(answers)
}

async fn over_udp(server: SocketAddr, question: &[u8]) -> std::io::Result<Vec<u8>> {
    let any = if server.is_ipv4() { IpAddr::from(Ipv4Addr::UNSPECIFIED) } else { IpAddr::from(Ipv6Addr::UNSPECIFIED) };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    socket.send(question).await?;
    let mut answer = vec![0; MOST];
    let length = socket.recv(&mut answer).await?;
    answer.truncate(length);
    Ok(answer)
}

async fn over_tcp(server: SocketAddr, question: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.len()).map_err(std::io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question].concat()).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}
