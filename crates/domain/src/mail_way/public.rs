//! Which addresses strangers can have.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address can be reached over the internet: not this machine, no private network, nothing set aside (the
/// registries of special addresses, RFC 6890). The name of somebody's server that leads elsewhere is a mistake or a trap.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let set_aside = match (first, second) {
        (0 | 240..=255, _) | (100, 64..=127) | (198, 18 | 19) => true,
        (192, 0) => third == 0,
        _ => false,
    };
    let local = address.is_private() || address.is_loopback() || address.is_link_local();
    !(set_aside || local || address.is_multicast() || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Documentation, and what carries another address in it (Teredo, 6to4): that may be anything.
    let set_aside = match (first, second) {
        (0x2001, 0 | 0x0db8) | (0x2002, _) => true,
        (0x3fff, second) => second < 0x1000,
        _ => false,
    };
    // Only 2000::/3 is given out; this machine, unique local, link local and multicast addresses lie outside.
    (0x2000..0x4000).contains(&first) && !set_aside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_strangers_can_have() {
        for public in ["8.8.8.8", "100.63.0.1", "172.32.0.1", "192.0.1.1", "2a00:1450::1", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        let not = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "3fff::1",
        ];
        for private in not {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
