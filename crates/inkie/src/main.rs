//! Inkie, the press for independent music papers: reads settings, opens the paper, runs one command.

mod cli;
mod commands;
mod config;
mod data_dir;
mod demo;
mod desk;
mod doctor;
mod doors;
mod report;
mod serve;
mod socket;
mod stop;

use anyhow::{Context, Result, bail};
use clap::Parser;
use cli::{Cli, Command};
use config::{Config, Database};
use data_dir::{DataDir, Found};
use desk::Desk;
use report::{Report, Terminal};
use socket::Asked;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;
use store::Store;

/// Text is read and rendered in many small pieces: a tenth to a quarter of that time went to the system's allocator,
/// which gives nothing back of the peak of an import either.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Database, exports and socket hold readers' addresses: they are the owner's alone.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("inkie: the system gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("inkie: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<()> {
    let given = if matches!(cli.command, Command::Demo { .. }) { cli.given.clone().or("mailbox", "on") } else { cli.given.clone() };
    let config = given.read()?;
    log(&config);
    let report = Terminal::new();
    match cli.command {
        Command::Demo { no_serve } => demo_paper(config, no_serve, &report).await,
        Command::Serve => serve_paper(config, &report).await,
        Command::Migrate => migrate(&config, &report).await,
        _ => Box::pin(one_command(cli, config, &report)).await,
    }
}

fn log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // Colours are for eyes: in a file or a journal they are noise.
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(std::io::stderr).init();
}

/// Runs a command here when the data directory is free, and in the server that has it otherwise.
async fn one_command(cli: Cli, config: Config, report: &Terminal) -> Result<()> {
    let folder = std::env::current_dir().context("there is no working directory any more")?;
    let smtp = cli.given.said("smtp");
    if !matches!(cli.command, Command::New(_) | Command::Import(_)) {
        must_have_a_paper(&config)?;
    }
    match DataDir::take(&config.data)? {
        Found::Ours(dir) => {
            let desk = Desk::open(dir, config).await?;
            let sends = cli.command.sends();
            let work = Box::pin(commands::run(&desk, cli.command, smtp.as_deref(), &folder, report));
            let done = if sends { stop::heeding(&desk, report, work).await } else { work.await };
            let seen = wait_for_servers(&desk, report).await;
            desk.close().await;
            done.and(seen)
        }
        Found::Served(socket) => {
            let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
            socket::ask(&socket, &Asked { words, folder, smtp }, report).await
        }
    }
}

/// Refuses a directory without a paper and makes nothing in it: a mistyped path must not become an empty backup.
fn must_have_a_paper(config: &Config) -> Result<()> {
    if config.database == Database::Sqlite && !data_dir::database(&config.data).exists() {
        bail!("there is no paper in {}; name its directory with --data, or make one with `inkie new`", config.data.display());
    }
    Ok(())
}

/// On PostgreSQL this command was one node of several: it is done when every server has seen its change.
async fn wait_for_servers(desk: &Desk, report: &dyn Report) -> Result<()> {
    let shared = matches!(desk.config.database, Database::Postgres(_));
    if shared && !newsroom::nodes::all_have_seen(&desk.newsroom, desk.sender.epoch, &desk.sender.clock).await? {
        report.warn("a server on this database is behind; its pages follow as soon as it has caught up");
    }
    Ok(())
}

async fn migrate(config: &Config, report: &dyn Report) -> Result<()> {
    let _dir = DataDir::take_alone(&config.data)?;
    let store = Store::open(&desk::location(config)).await?;
    let applied = store.migrate().await?;
    for name in &applied {
        report.line(&format!("ran {name}"));
    }
    report.line(&format!("schema {}, {}", store::schema_version(), if applied.is_empty() { "nothing to do" } else { "done" }));
    Ok(())
}

async fn serve_paper(config: Config, report: &dyn Report) -> Result<()> {
    if config.mailbox && !config.listen.ip().is_loopback() {
        bail!(
            "the built-in mailbox shows every mail to whoever asks; it is for this machine only, so listen at 127.0.0.1 or set mailbox = \"off\""
        );
    }
    must_have_a_paper(&config)?;
    let dir = DataDir::take_alone(&config.data)?;
    let listener = serve::listener(&config).await?;
    let desk = Desk::open(dir, config).await?;
    if matches!(desk.sender.outbox.holding(&desk.newsroom).await?, newsroom::outbox::Outbox::Unset) {
        eprintln!(
            "note: no mail server is set (--smtp smtp://host:port, or in the settings): confirmations and editions wait until there is one"
        );
    }
    let paper = newsroom::paper::get(&desk.newsroom).await?;
    report.line(&format!("{} is served at http://{}", paper.name, listener.local_addr()?));
    if paper.base_url.starts_with("http://127.0.0.1") {
        report.line(&format!("readers will find it at {}; set the real address with `inkie paper --set url=https://…`", paper.base_url));
    }
    if let Some(token) = newsroom::signin::first_link(&desk.newsroom, &doors::act("inkie serve")?).await? {
        let at = if paper.base_url.starts_with("https://") { paper.base_url.clone() } else { local_url(&listener)? };
        report.line(&format!("nobody works here yet; this makes you the owner, once: {at}{}", text::template::urls::desk_sign_in(&token)));
    }
    serve::run(&desk, listener).await
}

/// Where this machine itself reaches the server. An address that stands for all of them is no address to open.
fn local_url(listener: &tokio::net::TcpListener) -> Result<String> {
    let at = listener.local_addr()?;
    Ok(if at.ip().is_unspecified() { format!("http://127.0.0.1:{}", at.port()) } else { format!("http://{at}") })
}

async fn demo_paper(config: Config, no_serve: bool, report: &Terminal) -> Result<()> {
    let dir = DataDir::take_alone(&config.data)?;
    if !config.listen.ip().is_loopback() {
        bail!("the demo shows its mailbox to whoever asks; it listens on this machine only, such as 127.0.0.1:8080");
    }
    let listener = serve::listener(&config).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let data = std::path::absolute(&config.data).unwrap_or_else(|_| config.data.clone());
    let kind = match config.database {
        Database::Sqlite => "SQLite",
        Database::Postgres(_) => "PostgreSQL",
    };
    let desk = Desk::open(dir, config).await?;
    demo::load(&desk, &base_url, report).await?;
    demo::move_to(&desk, &base_url).await?;
    let way = demo::way_to_the_desk(&desk, &base_url).await?;
    welcome(&newsroom::paper::get(&desk.newsroom).await?.name, &base_url, &way, &data, kind, report);
    if no_serve {
        desk.close().await;
        return Ok(());
    }
    serve::run(&desk, listener).await
}

/// The short list that a newcomer reads first.
fn welcome(name: &str, base_url: &str, way: &str, data: &Path, kind: &str, report: &dyn Report) {
    let lines = [
        String::new(),
        format!("  {name}"),
        String::new(),
        format!("  the paper      {base_url}/"),
        format!("  the desk       {way}"),
        format!("  the mailbox    {base_url}/-/mailbox"),
        format!("  its data       {} ({kind})", data.display()),
        "  to stop        Ctrl-C; started again, it keeps what is there".to_owned(),
        "  a real paper   inkie new --help".to_owned(),
        String::new(),
    ];
    lines.iter().for_each(|line| report.line(line));
}
