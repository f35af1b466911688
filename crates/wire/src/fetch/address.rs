//! Addresses that may be asked, read as browsers read them: `0x7f.1` and `2130706433` are numbers of this machine.

use super::FetchError;
use url::Url;

/// Reads an address.
pub(super) fn parse(address: &str) -> Result<Url, FetchError> {
    let url = Url::parse(address.trim()).map_err(|error| FetchError::Address(format!("its address cannot be read ({error})")))?;
    allowed(url)
}

/// Where an answer leads on to.
pub(super) fn onward(from: &Url, location: &str) -> Result<Url, FetchError> {
    let url = from.join(location).map_err(|error| FetchError::Address(format!("it leads on to what is no address ({error})")))?;
    allowed(url)
}

fn allowed(url: Url) -> Result<Url, FetchError> {
    let refused = |why: &str| Err(FetchError::Address(format!("{url}: {why}")));
    if !matches!(url.scheme(), "http" | "https") {
        return refused("is no address of the web");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("has a name and password in it, which are nobody else’s business");
    }
    // Below 1024 other services listen, who would read a question as something else.
    match url.port() {
        None | Some(80 | 443 | 1024..) => Ok(url),
        Some(_) => refused("is at a port where no web server is"),
    }
}

/// A host's name for people and for its turn, with its port where that is unusual.
pub(super) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_browsers_read_them() {
        for (address, read) in [
            ("http://2130706433/a", "127.0.0.1"),
            ("http://0x7f.1/a", "127.0.0.1"),
            ("http://0177.0.0.1", "127.0.0.1"),
            ("https://[::ffff:10.0.0.1]/", "[::ffff:a00:1]"),
            ("http://Paper.EXAMPLE:8080/x", "paper.example:8080"),
        ] {
            assert_eq!(host(&parse(address).unwrap()), read, "{address}");
        }
    }

    #[test]
    fn what_is_not_of_the_web_is_not_asked() {
        for address in
            ["ftp://a.example/x", "file:///etc/passwd", "gopher://a.example", "/a.jpg", "http://u:p@a.example/", "http://a.example:25/", ""]
        {
            assert!(matches!(parse(address), Err(FetchError::Address(_))), "{address}");
        }
        let from = parse("https://a.example/b/c").unwrap();
        assert_eq!(onward(&from, "../d?e=1").unwrap().as_str(), "https://a.example/d?e=1");
        assert!(onward(&from, "file:///etc/passwd").is_err());
    }
}
