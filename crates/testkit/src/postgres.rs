//! Fresh databases on a test server, copied from a template that is migrated once per schema.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_postgres::{Client, Config, NoTls};

/// The schema decides the template's name: a changed schema makes a new one.
const SCHEMA: &str = concat!(
    include_str!("../../store/schema/postgres/paper.sql"),
    include_str!("../../store/schema/postgres/artists.sql"),
    include_str!("../../store/schema/postgres/stories.sql"),
    include_str!("../../store/schema/postgres/readers.sql"),
    include_str!("../../store/schema/postgres/work.sql"),
    include_str!("../../store/schema/postgres/staff.sql"),
    include_str!("../../store/schema/postgres/running.sql"),
    include_str!("../../store/schema/postgres/desk.sql"),
    include_str!("../../store/schema/postgres/moving.sql"),
);
const HOW: &str = "start one with scripts/check or set INKIE_TEST_POSTGRES";

static COUNTER: AtomicU64 = AtomicU64::new(0);

#[expect(clippy::disallowed_methods, reason = "the one setting of tests; rooms never read the environment")]
fn server() -> String {
    std::env::var("INKIE_TEST_POSTGRES").unwrap_or_else(|_| panic!("this test needs a PostgreSQL server: {HOW}"))
}

async fn admin() -> Client {
    let address = server();
    let (client, connection) = tokio_postgres::connect(&address, NoTls)
        .await
        .unwrap_or_else(|error| panic!("the PostgreSQL server of INKIE_TEST_POSTGRES cannot be reached ({error}): {HOW}"));
    tokio::spawn(connection);
    client
}

/// The address of a database on the test server.
fn address_of(name: &str) -> String {
    let config: Config = server().parse().expect("INKIE_TEST_POSTGRES is not an address; write postgres://user@127.0.0.1:5432/postgres");
    let host = config.get_hosts().first().map(|host| match host {
        tokio_postgres::config::Host::Tcp(host) => host.clone(),
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
    });
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let mut address = format!(
        "host={} port={port} user={} dbname={name}",
        host.as_deref().unwrap_or("127.0.0.1"),
        config.get_user().unwrap_or("postgres")
    );
    if let Some(password) = config.get_password() {
        address.push_str(&format!(" password='{}'", String::from_utf8_lossy(password)));
    }
    address
}

/// Makes a database and gives its name and address. `migrated`: with the schema, else without any table.
pub(crate) async fn make(migrated: bool) -> (String, String) {
    let admin = admin().await;
    let name = format!("inkie_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.expect("drop a database of an earlier run");
    let from = if migrated { template(&admin).await } else { "template0".to_owned() };
    admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {from}")).await.expect("make a database for a test");
    let address = address_of(&name);
    (name, address)
}

pub(crate) async fn drop_all(names: &[String]) {
    let admin = admin().await;
    for name in names {
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.expect("drop a test's database");
    }
}

/// The template of this schema, made by whoever comes first.
async fn template(admin: &Client) -> String {
    let mut hasher = DefaultHasher::new();
    SCHEMA.hash(&mut hasher);
    let name = format!("inkie_template_{:016x}", hasher.finish());
    admin.batch_execute("SELECT pg_advisory_lock(7381200445)").await.expect("wait for the template");
    let known = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.expect("look for the template");
    if known.is_empty() {
        let half_made = format!("{name}_half");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {half_made} WITH (FORCE)")).await.expect("drop a half-made template");
        admin.batch_execute(&format!("CREATE DATABASE {half_made} TEMPLATE template0")).await.expect("make the template");
        let store = store::Store::open(&store::Location::Postgres(address_of(&half_made))).await.expect("open the template");
        store.migrate().await.expect("migrate the template");
        drop(store);
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{half_made}'");
        admin.batch_execute(&end).await.expect("close the template");
        rename(admin, &half_made, &name).await;
    }
    admin.batch_execute("SELECT pg_advisory_unlock(7381200445)").await.expect("let others use the template");
    name
}

/// A database can be renamed when the last connection to it is gone, which takes the server a moment.
async fn rename(admin: &Client, from: &str, to: &str) {
    for _ in 0..100 {
        if admin.batch_execute(&format!("ALTER DATABASE {from} RENAME TO {to}")).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the template {from} stays in use; see who is connected to it");
}
