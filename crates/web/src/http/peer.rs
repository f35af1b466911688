//! Who is asking: the address of the client, through the proxies that the operator trusts and no others.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A network of addresses: `10.0.0.0/8`, `::1`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads an address, with or without the number of bits after a slash.
    ///
    /// # Errors
    /// What is wrong and what would be right, for the operator.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is no network; write an address such as 127.0.0.1 or a network such as 10.0.0.0/8");
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(address, bits)| (address, Some(bits)));
        let base: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { base, bits }) }
    }

    /// Whether an address is of this network.
    pub(crate) fn has(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                base.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                base.to_bits() & mask == address.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// The peer of a connection, put into each of its requests by the accept loop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The client's address: the connection's peer, or, while that is a trusted proxy, the last address of
/// `X-Forwarded-For` that is none. What a client writes there itself stands left of that and is never reached.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
    let mut client = peer.to_canonical();
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    for hop in forwarded.iter().rev() {
        if !is_trusted(client) {
            break;
        }
        let Some(address) = address_of(hop.trim()) else { break };
        client = address;
    }
    client
}

/// An address as proxies write it: bare, in brackets, with or without a port.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

/// What is counted as one client: an IPv4 address, or the /64 that one IPv6 subscriber holds.
pub(crate) fn subscriber(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"].map(|network| Network::parse(network).unwrap());
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_itself_somebody_else() {
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client_of("127.0.0.1", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client_of("127.0.0.1", &["198.51.100.1, 203.0.113.9, 10.1.2.3"]), "203.0.113.9");
        assert_eq!(client_of("127.0.0.1", &["198.51.100.1", "203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn reads_what_proxies_write() {
        assert_eq!(client_of("::ffff:127.0.0.1", &["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(client_of("fd00::1", &["[2001:db8::7]:443"]), "2001:db8::7");
        assert_eq!(client_of("127.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(client_of("127.0.0.1", &["unknown"]), "127.0.0.1");
        assert_eq!(client_of("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn one_subscriber_holds_a_whole_64() {
        let (one, two): (IpAddr, IpAddr) = ("2001:db8:1:2:aaaa::1".parse().unwrap(), "2001:db8:1:2:bbbb::2".parse().unwrap());
        assert_eq!(subscriber(one), subscriber(two));
    }

    #[test]
    fn networks_are_read_strictly() {
        for bad in ["", "10.0.0.0/33", "10.0.0", "::/129", "localhost", "1.2.3.4/x"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
        assert!(Network::parse("0.0.0.0/0").unwrap().has("1.2.3.4".parse().unwrap()));
        assert!(Network::parse("::/0").unwrap().has("::1".parse().unwrap()));
    }
}
