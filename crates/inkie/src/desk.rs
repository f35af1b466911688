//! An opened paper: what every command works on.

use crate::config::{Config, Database};
use crate::data_dir::{self, DataDir};
use crate::doors;
use anyhow::{Context, Result};
use domain::mail_way::Way;
use newsroom::Newsroom;
use newsroom::deliver::{self, Sender};
use newsroom::moving;
use newsroom::outbox::Outbox;
use std::sync::Arc;
use store::blobs::Files;
use store::{Location, Store};
use wire::smtp::Patience;

/// An opened paper.
#[derive(Clone)]
pub(crate) struct Desk {
    /// The verbs.
    pub(crate) newsroom: Newsroom,
    /// This process as a sender of letters.
    pub(crate) sender: Sender,
    /// The settings it was opened with.
    pub(crate) config: Arc<Config>,
    /// Held until the last clone is gone.
    _dir: Arc<DataDir>,
}

/// Where the tables are.
pub(crate) fn location(config: &Config) -> Location {
    match &config.database {
        Database::Sqlite => Location::Sqlite(data_dir::database(&config.data)),
        Database::Postgres(address) => Location::Postgres(address.clone()),
    }
}

/// Where mail goes.
pub(crate) fn outbox(config: &Config) -> Outbox {
    match (&config.smtp, config.mailbox) {
        (Some(way), _) => out(way.clone(), config),
        (None, true) => Outbox::Mailbox,
        (None, false) => Outbox::Unset,
    }
}

/// Out this way, with the patience of every day and the retry time that is set.
fn out(way: Way, config: &Config) -> Outbox {
    Outbox::Smtp { way, patience: Patience::default(), retry: config.smtp_retry }
}

impl Desk {
    /// Opens the paper in a directory that is ours, bringing its tables up to this program.
    ///
    /// # Errors
    /// When the database is away, newer than this program, or damaged.
    pub(crate) async fn open(dir: DataDir, config: Config) -> Result<Self> {
        let store = Store::open(&location(&config)).await?;
        store.migrate().await?;
        let blobs = Files::open(&data_dir::media(dir.path()))?;
        let newsroom = Newsroom::open(store, blobs, doors::now(), doors::chance()?).await?;
        newsroom.keep_names_in(data_dir::cache(dir.path()));
        moving::keep_in(&newsroom, data_dir::imports(dir.path()));
        let alone = config.database == Database::Sqlite;
        let node = dir.node(doors::chance()?)?;
        let epoch =
            deliver::begin_epoch(&newsroom, doors::now(), &format!("inkie {node}"), alone).await.context("the paper cannot be taken up")?;
        let sender = Sender { epoch, outbox: outbox(&config), clock: Arc::new(doors::now) };
        Ok(Self { newsroom, sender, config: Arc::new(config), _dir: Arc::new(dir) })
    }

    /// The same desk for one command that may name another mail server than the process.
    pub(crate) fn with_smtp(&self, way: Option<Way>) -> Self {
        let mut desk = self.clone();
        if let Some(way) = way {
            desk.sender.outbox = out(way, &self.config);
        }
        desk
    }

    /// Ends this process's epoch: what it has in hand is free at once.
    pub(crate) async fn close(&self) {
        if let Err(error) = deliver::end_epoch(&self.newsroom, doors::now(), self.sender.epoch).await {
            tracing::warn!(%error, "the epoch could not be ended; its letters are taken up by the next start");
        }
        // The whole paper is to lie in paper.db when nobody runs: who copies only that file has it all.
        if let Err(error) = self.newsroom.store().upkeep().await {
            tracing::warn!(%error, "the log could not be written back into paper.db; the next start does it");
        }
    }
}
