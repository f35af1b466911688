//! One question to one server (RFC 9110, 9112).

use super::{FetchError, address};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, DATE, HOST, HeaderMap, HeaderName, LOCATION, RETRY_AFTER, USER_AGENT,
};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

/// How long one address of a server may take to be reached.
const REACHED: Duration = Duration::from_secs(10);

/// A longer wait that a server asks for is as good as for ever, and may be more than a clock can hold.
const FOR_EVER: Duration = Duration::from_secs(24 * 60 * 60);

/// Who we are to servers.
const WHO: &str = concat!("Inkie/", env!("CARGO_PKG_VERSION"), " (moves a paper in; asks one thing at a time)");

/// Asks for a file. Gives where the server leads on, or nothing once the file is there.
pub(super) async fn ask(
    url: &Url,
    at: Vec<SocketAddr>,
    tls: &Arc<rustls::ClientConfig>,
    most: u64,
    to: &Path,
) -> Result<Option<Url>, FetchError> {
    let broken = |why: String| FetchError::Broken { host: address::host(url), why };
    let stream = reached(at).await.map_err(|why| broken(why.clone()))?;
    if url.scheme() == "http" {
        return answer(url, stream, most, to).await;
    }
    let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(name).map_err(|_| broken("it has no name that a certificate could prove".to_owned()))?;
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await.map_err(|error| broken(error.to_string()))?;
    answer(url, stream, most, to).await
}

async fn reached(at: Vec<SocketAddr>) -> Result<TcpStream, String> {
    let mut why = String::new();
    for address in at {
        match timeout(REACHED, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => why = error.to_string(),
            Err(_) => "nobody answers there".clone_into(&mut why),
        }
    }
    Err(why)
}

async fn answer<S>(url: &Url, stream: S, most: u64, to: &Path) -> Result<Option<Url>, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |error: hyper::Error| FetchError::Broken { host: address::host(url), why: error.to_string() };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let talk = Talk(tokio::spawn(async move { drop(connection.await) }));
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let request = Request::get(path)
        .header(HOST, address::host(url))
        .header(USER_AGENT, WHO)
        .header(ACCEPT, "image/*, audio/*;q=0.9, */*;q=0.1")
        .header(ACCEPT_ENCODING, "identity")
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|error| FetchError::Address(format!("{url} cannot be asked for: {error}")))?;
    let response = sender.send_request(request).await.map_err(broken)?;
    let status = response.status();
    let read = if status.is_redirection() && response.headers().contains_key(LOCATION) {
        address::onward(url, text(response.headers(), LOCATION).unwrap_or_default()).map(Some)
    } else if !status.is_success() || status == hyper::StatusCode::NO_CONTENT {
        Err(FetchError::Status { host: address::host(url), status: status.as_u16(), after: after(response.headers()) })
    } else if text(response.headers(), CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        Err(FetchError::Address(format!("{} sends it packed, which it was not asked to", address::host(url))))
    } else {
        write(url, response, most, to).await.map(|()| None)
    };
    drop(talk);
    read
}

/// A connection that ends with the question.
struct Talk(tokio::task::JoinHandle<()>);

impl Drop for Talk {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn write(url: &Url, response: Response<Incoming>, most: u64, to: &Path) -> Result<(), FetchError> {
    let mut body = response.into_body();
    if body.size_hint().lower() > most {
        return Err(FetchError::TooLarge { limit: most });
    }
    let mut file = tokio::fs::File::create(to).await.map_err(FetchError::Disk)?;
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| FetchError::Broken { host: address::host(url), why: error.to_string() })?;
        let Some(data) = frame.data_ref() else { continue };
        length += data.len() as u64;
        if length > most {
            return Err(FetchError::TooLarge { limit: most });
        }
        file.write_all(data).await.map_err(FetchError::Disk)?;
    }
    file.flush().await.map_err(FetchError::Disk)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// After how long a server wants to be asked again: seconds, or an instant by its own clock.
fn after(headers: &HeaderMap) -> Option<Duration> {
    let said = text(headers, RETRY_AFTER)?.trim();
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds).min(FOR_EVER));
    }
    let instant = |text: &str| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    let span = instant(said)?.duration_since(instant(text(headers, DATE)?)?);
    Some(Duration::try_from(span).unwrap_or_default().min(FOR_EVER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_when_in_two_ways() {
        let of = |pairs: &[(HeaderName, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(name.clone(), value.parse().unwrap());
            }
            after(&headers).map(|after| after.as_secs())
        };
        assert_eq!(of(&[(RETRY_AFTER, "120")]), Some(120));
        let (date, later) = ("Fri, 27 Mar 2015 09:45:00 GMT", "Fri, 27 Mar 2015 09:46:30 GMT");
        assert_eq!(of(&[(DATE, date), (RETRY_AFTER, later)]), Some(90));
        assert_eq!(of(&[(DATE, later), (RETRY_AFTER, date)]), Some(0));
        assert_eq!(of(&[(RETRY_AFTER, "18446744073709551615")]), Some(86_400));
        assert_eq!(of(&[(RETRY_AFTER, later)]), None);
        assert_eq!(of(&[]), None);
    }
}
