//! PostgreSQL: a pool of connections, every statement prepared once on each.

use super::seats::{Seat, Seats};
use super::value::{Row, Value};
use crate::error::{Result, StoreError};
use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType};
use futures_util::{FutureExt as _, TryStreamExt as _, future};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, NoTls, Statement};

/// How many tasks of this process have connections at once.
const TASKS: usize = 16;
/// How many connections this process opens at most: a page that asks while it reads has two, seldom three.
const CONNECTIONS: usize = 3 * TASKS;
/// How long a caller waits for one of them.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long reaching the server may take.
const REACH: Duration = Duration::from_secs(10);
/// Writes sent ahead without waiting for each reply.
const PIPELINE: usize = 500;

pub(super) struct PostgresDb {
    pool: Pool,
    seats: Seats,
}

/// A connection taken for a while.
pub(super) struct PostgresConn {
    connection: Object,
    _seat: Seat,
}

impl PostgresDb {
    pub(super) fn open(url: &str) -> Result<Self> {
        let mut config = Config::from_str(url).map_err(|error| {
            StoreError::Other(format!(
                "the address of the PostgreSQL server is not understood ({error}); write postgres://user@host:5432/name"
            ))
        })?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(StoreError::Other(
                "sslmode=require: this program does not speak TLS to PostgreSQL yet; use a local server, a private network or a tunnel, with sslmode=disable"
                    .to_owned(),
            ));
        }
        // What is acknowledged must survive a power cut, and a transaction that somebody forgot must not hold others up.
        let ours =
            "-c synchronous_commit=on -c lock_timeout=30s -c idle_in_transaction_session_timeout=300s -c client_min_messages=warning";
        let options = config.get_options().map_or_else(|| ours.to_owned(), |theirs| format!("{ours} {theirs}"));
        config.options(options).application_name("inkie").connect_timeout(REACH).ssl_mode(SslMode::Disable);
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(REACH))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self { pool, seats: Seats::new(TASKS) })
    }

    pub(super) async fn take(&self) -> Result<PostgresConn> {
        let busy = || StoreError::Busy(format!("all connections were taken for {} s", PATIENCE.as_secs()));
        let seat = tokio::time::timeout(PATIENCE, self.seats.take()).await.map_err(|_| busy())?;
        let taken = self.pool.get().await;
        taken.map(|connection| PostgresConn { connection, _seat: seat }).map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => busy(),
            PoolError::Backend(error) => match error.code() {
                Some(_) => explain(&error),
                None => StoreError::Away(with_cause(&error)),
            },
            other => StoreError::Away(other.to_string()),
        })
    }
}

impl PostgresConn {
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.connection.batch_execute(text).await.map_err(|error| explain(&error))
    }

    /// Sends a rollback without waiting for its reply: whatever this connection is asked next comes after it.
    pub(super) fn roll_back(&self) {
        drop(self.connection.batch_execute("ROLLBACK").now_or_never());
    }

    pub(super) async fn run(&self, text: &str, params: &[Value]) -> Result<u64> {
        let statement = self.connection.prepare_cached(text).await.map_err(|error| explain(&error))?;
        self.connection.execute_raw(&statement, params).await.map_err(|error| explain(&error))
    }

    pub(super) async fn run_many(&self, text: &str, many: &[Vec<Value>]) -> Result<()> {
        let statement = self.connection.prepare_cached(text).await.map_err(|error| explain(&error))?;
        for some in many.chunks(PIPELINE) {
            let sent = some.iter().map(|params| self.connection.execute_raw(&statement, params));
            future::try_join_all(sent).await.map_err(|error| explain(&error))?;
        }
        Ok(())
    }

    pub(super) async fn rows_many(&self, text: &str, many: &[Vec<Value>]) -> Result<Vec<Option<Row>>> {
        let statement = self.connection.prepare_cached(text).await.map_err(|error| explain(&error))?;
        let statement = &statement;
        let mut all = Vec::with_capacity(many.len());
        for some in many.chunks(PIPELINE) {
            let sent = some.iter().map(|params| async move {
                let mut first = None;
                self.each_prepared(statement, params, &mut |row| {
                    first.get_or_insert(row);
                    Ok(())
                })
                .await?;
                Ok(first)
            });
            all.extend(future::try_join_all(sent).await?);
        }
        Ok(all)
    }

    pub(super) async fn each(&self, text: &str, params: &[Value], take: &mut (dyn FnMut(Row) -> Result<()> + Send)) -> Result<()> {
        let statement = self.connection.prepare_cached(text).await.map_err(|error| explain(&error))?;
        self.each_prepared(&statement, params, take).await
    }

    async fn each_prepared(&self, statement: &Statement, params: &[Value], take: &mut (dyn FnMut(Row) -> Result<()> + Send)) -> Result<()> {
        let names: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let rows = self.connection.query_raw(statement, params).await.map_err(|error| explain(&error))?;
        let mut rows = std::pin::pin!(rows);
        while let Some(row) = rows.try_next().await.map_err(|error| explain(&error))? {
            let values: std::result::Result<Vec<Value>, _> = (0..names.len()).map(|place| row.try_get::<_, Value>(place)).collect();
            take(Row { names: Arc::clone(&names), values: values.map_err(|error| explain(&error))? })?;
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) async fn prepare(&self, text: &str) -> Result<()> {
        self.connection.prepare(text).await.map(|_| ()).map_err(|error| explain(&error))
    }
}

type Foreign = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Foreign> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT2 => i16::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Self::Real(number) if *ty == Type::FLOAT8 => number.to_sql(ty, out),
            Self::Text(text) if <&str as ToSql>::accepts(ty) || *ty == Type::JSON => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Self::Blob(bytes) if *ty == Type::BYTEA => bytes.as_slice().to_sql(ty, out),
            _ => Err(format!("a parameter of type {ty} was given another kind of value").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Foreign> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            Type::INT2 => i16::from_sql(ty, raw).map(|number| Self::Int(i64::from(number))),
            Type::INT4 => i32::from_sql(ty, raw).map(|number| Self::Int(i64::from(number))),
            Type::FLOAT8 => f64::from_sql(ty, raw).map(Self::Real),
            Type::BYTEA => Ok(Self::Blob(raw.to_vec())),
            _ if <&str as FromSql>::accepts(ty) => String::from_sql(ty, raw).map(Self::Text),
            _ => Err(format!("a column of type {ty} is none of the four kinds").into()),
        }
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Foreign> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn with_cause(error: &tokio_postgres::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

fn explain(error: &tokio_postgres::Error) -> StoreError {
    let said = with_cause(error);
    let Some(state) = error.code() else {
        return if error.is_closed() || std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>()) {
            StoreError::Away(said)
        } else {
            StoreError::Other(format!("PostgreSQL: {said}"))
        };
    };
    let busy = [
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
        &SqlState::LOCK_NOT_AVAILABLE,
        &SqlState::TOO_MANY_CONNECTIONS,
    ];
    let away = [
        &SqlState::ADMIN_SHUTDOWN,
        &SqlState::CRASH_SHUTDOWN,
        &SqlState::CANNOT_CONNECT_NOW,
        &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    if busy.contains(&state) {
        StoreError::Busy(said)
    } else if away.contains(&state) || state.code().starts_with("08") {
        StoreError::Away(said)
    } else if *state == SqlState::UNIQUE_VIOLATION {
        StoreError::Conflict(said)
    } else if *state == SqlState::DISK_FULL {
        StoreError::Full(said)
    } else {
        StoreError::Other(format!("PostgreSQL: {said}"))
    }
}
