//! The accept loop: bounded in connections, impatient with clients that never finish their headers, and polite when it
//! is asked to stop.

use crate::http::peer::Peer;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// More connections wait in the kernel's queue.
const CONNECTIONS: usize = 2048;
/// A client that has not sent its headers in this time, or stays silent for it between requests, is dropped.
const HEADER_PATIENCE: Duration = Duration::from_secs(20);
/// A whole request, reading its body included.
const REQUEST_PATIENCE: Duration = Duration::from_secs(30);
/// The same for what somebody who is signed in sends up: a list of a million readers, a picture over a slow line. Nothing of
/// its body is read before they are known.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(15 * 60);
const UPLOADS: [&str; 2] = ["/api/v1/readers/import", "/api/v1/media"];
/// What a request in flight gets when the program is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `shutdown` ends, then lets the requests in flight finish, ten seconds at most.
///
/// HTTP/1.1 only: TLS and HTTP/2 are a front proxy's, and telling the two protocols apart on a bare connection would
/// let a silent client wait for ever.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) {
    let (graceful, seats) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = next(&listener, &seats) => accepted,
        };
        let Some((stream, peer, seat)) = accepted else { continue };
        let connection = graceful.watch(connection(stream, peer, router.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, %error, "connection ended");
            }
            drop(seat);
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in {} s and were cut off", FAREWELL.as_secs());
    }
}

type Seat = tokio::sync::OwnedSemaphorePermit;

async fn next(listener: &TcpListener, seats: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, Seat)> {
    let seat = Arc::clone(seats).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting to join small packets only adds delay.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, seat))
        }
        Err(error) => {
            // Out of file handles, most likely: the next try would fail as well until some connection ends.
            tracing::warn!(%error, "cannot accept a connection; check the limit of open files");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Output = hyper::Result<()>, Error = hyper::Error> {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        answer(router.clone(), request.map(axum::body::Body::new))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .max_headers(64)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
}

async fn answer(router: Router, request: axum::extract::Request) -> Result<axum::response::Response, std::convert::Infallible> {
    let uploads = request.method() == axum::http::Method::POST && UPLOADS.iter().any(|path| request.uri().path().starts_with(path));
    let patience = if uploads { UPLOAD_PATIENCE } else { REQUEST_PATIENCE };
    match tokio::time::timeout(patience, router.oneshot(request)).await {
        Ok(answer) => answer,
        Err(_) => Ok(super::fault::plain(axum::http::StatusCode::SERVICE_UNAVAILABLE, "This took too long. Try again in a minute.\n")),
    }
}
