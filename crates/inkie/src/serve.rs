//! Serving a paper: the site, the worker, the socket for commands, until somebody stops it.

use crate::cli::Cli;
use crate::config::Config;
use crate::desk::Desk;
use crate::report::Report;
use crate::socket::{self, Asked, Runner};
use crate::stop::Signals;
use crate::{commands, data_dir, doors};
use anyhow::{Context, Result};
use clap::Parser;
use newsroom::{bounce, find};
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use web::{App, Settings, ThemeSource};

/// Takes the address, or, when nobody asked for just that one and it is taken, a free port beside it.
///
/// # Errors
/// When the address is taken or not of this machine.
pub(crate) async fn listener(config: &Config) -> Result<TcpListener> {
    match TcpListener::bind(config.listen).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse && !config.listen_asked => {
            let free = SocketAddr::new(config.listen.ip(), 0);
            TcpListener::bind(free).await.with_context(|| format!("no port of {} is free", free.ip()))
        }
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            Err(error).with_context(|| format!("{} is in use; stop what has it, or choose another with --listen", config.listen))
        }
        other => other.with_context(|| format!("cannot listen at {}", config.listen)),
    }
}

/// Serves until the process is asked to stop.
///
/// # Errors
/// When the theme cannot be used or the socket cannot be made.
pub(crate) async fn run(desk: &Desk, listener: TcpListener) -> Result<()> {
    let mut signals = Signals::listen()?;
    let app = app(desk).await?;
    find::keep_in(&desk.newsroom, &data_dir::search(&desk.config.data));
    socket::listen(&data_dir::socket(&desk.config.data), runner(desk))?;
    let (stop, stopped) = watch::channel(false);
    let until = |mut stopped: watch::Receiver<bool>| async move {
        stopped.wait_for(|stop| *stop).await.ok();
    };
    let worker = tokio::spawn(newsroom::worker::run(desk.newsroom.clone(), desk.sender.clone(), until(stopped.clone())));
    let ways = bounce_ways(desk, &until, &stopped).await?;
    let site = tokio::spawn(web::serve(listener, web::router(app), until(stopped.clone())));
    signals.asked().await;
    stop.send(true).ok();
    site.await?;
    for way in ways {
        way.await?;
    }
    worker.await?;
    std::fs::remove_file(data_dir::socket(&desk.config.data)).ok();
    desk.close().await;
    Ok(())
}

/// Opens the ways that bounces come in by, those that were asked for.
async fn bounce_ways<S: Future<Output = ()> + Send + 'static>(
    desk: &Desk,
    until: &impl Fn(watch::Receiver<bool>) -> S,
    stopped: &watch::Receiver<bool>,
) -> Result<Vec<JoinHandle<()>>> {
    let (newsroom, clock) = (&desk.newsroom, &desk.sender.clock);
    let mut ways = Vec::new();
    if let Some(address) = &desk.config.bounce_mailbox {
        let reading = bounce::keep_reading(newsroom.clone(), clock.clone(), address.clone(), until(stopped.clone()));
        ways.push(tokio::spawn(reading));
    }
    if let Some(at) = desk.config.bounce_listen {
        let listener =
            TcpListener::bind(at).await.with_context(|| format!("cannot take bounces at {at}; choose another --bounce-listen"))?;
        let paper = newsroom::paper::get(newsroom).await?;
        let host = paper.bounces_to.as_ref().map_or(paper.host(), |email| email.domain()).to_owned();
        ways.push(tokio::spawn(bounce::listen(newsroom.clone(), clock.clone(), listener, host, until(stopped.clone()))));
    }
    Ok(ways)
}

async fn app(desk: &Desk) -> Result<App> {
    let language = newsroom::paper::get(&desk.newsroom).await?.language;
    let settings = Settings {
        theme: ThemeSource { folder: desk.config.theme.clone(), strict: false, language },
        trusted_proxies: desk.config.trusted_proxies.clone(),
        mailbox: desk.config.mailbox,
        outbox: desk.sender.outbox.clone(),
        relays: desk.config.bounce_relays.clone(),
        ..Settings::default()
    };
    let chance = || {
        u128::from_be_bytes(
            doors::chance()
                .unwrap_or_else(|_| doors::now().micros().cast_unsigned().to_be_bytes().repeat(2).try_into().unwrap_or_default()),
        )
    };
    App::new(desk.newsroom.clone(), Arc::new(doors::now), Arc::new(chance), settings).context("the theme cannot be used")
}

/// Runs what a command line hands over.
fn runner(desk: &Desk) -> Runner {
    let desk = desk.clone();
    Arc::new(move |asked: Asked, report: Arc<dyn Report>| {
        let desk = desk.clone();
        Box::pin(async move {
            let cli = Cli::try_parse_from(&asked.words)?;
            commands::run(&desk, cli.command, asked.smtp.as_deref(), &asked.folder, report.as_ref()).await
        })
    })
}
