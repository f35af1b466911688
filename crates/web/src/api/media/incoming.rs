//! Bytes on their way in: written to a file piece by piece, never held whole, gone when they have been dealt with.

use crate::api::problem::Problem;
use crate::app::App;
use crate::http::fault::Fault;
use crate::http::form::decoded;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt as _;
use newsroom::media::MAX_BYTES;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt as _;

/// A file that was received. Its bytes are removed when it is dropped.
pub(super) struct Incoming {
    path: PathBuf,
    name: String,
}

impl Incoming {
    /// Takes a request's body.
    pub(super) async fn receive(app: &App, request: axum::extract::Request) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let stated = header(CONTENT_LENGTH.as_str()).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        if stated > MAX_BYTES {
            return Err(too_large());
        }
        let name = header("x-file-name").and_then(decoded).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "picture".to_owned());
        let incoming = Self { path: app.newsroom().blobs().incoming(), name };
        let trouble = |error: std::io::Error| Problem::from(Fault::ours(format!("{}: {error}", incoming.path.display())));
        let mut file = tokio::fs::File::create(&incoming.path).await.map_err(trouble)?;
        let mut pieces = body.into_data_stream();
        let mut received = 0;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| Problem::unreadable("the file broke off on its way; send it again"))?;
            received += piece.len();
            if received > MAX_BYTES {
                return Err(too_large());
            }
            file.write_all(&piece).await.map_err(trouble)?;
        }
        file.flush().await.map_err(trouble)?;
        if received == 0 {
            return Err(Problem::unreadable("the request has no body; send the file itself as its body"));
        }
        Ok(incoming)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What cannot be removed is removed when the directory is opened next.
        drop(std::fs::remove_file(&self.path));
    }
}

fn too_large() -> Problem {
    Problem::too_large(format!("the file is larger than {} MB; save it smaller, or show it as a clip", MAX_BYTES / 1024 / 1024))
}
