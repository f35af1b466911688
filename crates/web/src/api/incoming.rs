//! Bytes on their way in: written to a file piece by piece, never held whole, gone when they have been dealt with.

use crate::api::problem::Problem;
use crate::app::App;
use crate::http::fault::Fault;
use crate::http::form::decoded;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt as _;

/// What is taken, and what is said of more.
pub(crate) struct Takes {
    /// So many bytes at most.
    pub(crate) bytes: u64,
    /// What a file without a name is called.
    pub(crate) unnamed: &'static str,
    /// What to do with a larger one.
    pub(crate) instead: &'static str,
}

impl Takes {
    fn too_large(&self) -> Problem {
        Problem::too_large(format!("the file is larger than {} MB; {}", self.bytes / 1024 / 1024, self.instead))
    }
}

/// A file that was received. Its bytes are removed when it is dropped.
pub(crate) struct Incoming {
    path: PathBuf,
    name: String,
}

impl Incoming {
    /// Takes a request's body.
    pub(crate) async fn receive(app: &App, request: axum::extract::Request, takes: &Takes) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let stated = header(CONTENT_LENGTH.as_str()).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        if stated > takes.bytes {
            return Err(takes.too_large());
        }
        let name =
            header("x-file-name").and_then(decoded).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| takes.unnamed.to_owned());
        let incoming = Self { path: app.newsroom().blobs().incoming(), name };
        let trouble = |error: std::io::Error| trouble(&incoming.path, &error);
        let mut file = tokio::fs::File::create(&incoming.path).await.map_err(trouble)?;
        let mut pieces = body.into_data_stream();
        let mut received = 0_u64;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| Problem::unreadable("the file broke off on its way; send it again"))?;
            received += piece.len() as u64;
            if received > takes.bytes {
                return Err(takes.too_large());
            }
            file.write_all(&piece).await.map_err(trouble)?;
        }
        file.flush().await.map_err(trouble)?;
        if received == 0 {
            return Err(Problem::unreadable("the request has no body; send the file itself as its body"));
        }
        Ok(incoming)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What cannot be removed is removed when the directory is opened next.
        drop(std::fs::remove_file(&self.path));
    }
}

fn trouble(path: &Path, error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Problem::too_large("the server's disk has no room for it; nothing of it was kept")
        }
        _ => Fault::ours(format!("{}: {error}", path.display())).into(),
    }
}
