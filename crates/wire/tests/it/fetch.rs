//! Files fetched from servers on this machine.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_ENCODING, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wire::fetch::{FetchError, Fetcher, Manner};

type Asked = Arc<Mutex<Vec<(String, Instant)>>>;

async fn file(State(asked): State<Asked>, Path(name): Path<String>) -> impl IntoResponse {
    let times = {
        let mut asked = asked.lock().unwrap();
        asked.push((name.clone(), Instant::now()));
        asked.iter().filter(|(known, _)| *known == name).count()
    };
    let mut headers = HeaderMap::new();
    let mut leads = |to: &str| headers.insert(LOCATION, to.parse().unwrap());
    let (status, body) = match name.as_str() {
        "gone" => (StatusCode::GONE, Vec::new()),
        "busy" if times == 1 => {
            headers.insert(RETRY_AFTER, "1".parse().unwrap());
            (StatusCode::SERVICE_UNAVAILABLE, Vec::new())
        }
        "later" => {
            headers.insert(RETRY_AFTER, "86400".parse().unwrap());
            (StatusCode::TOO_MANY_REQUESTS, Vec::new())
        }
        "large" => (StatusCode::OK, vec![7; 70_000]),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(20)).await;
            (StatusCode::OK, Vec::new())
        }
        "packed" => {
            headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
            (StatusCode::OK, b"\x1f\x8b".to_vec())
        }
        "moved" => {
            leads("a.jpg");
            (StatusCode::MOVED_PERMANENTLY, Vec::new())
        }
        "round" => {
            leads("round");
            (StatusCode::FOUND, Vec::new())
        }
        "home" => {
            leads("http://127.0.0.2:8080/a.jpg");
            (StatusCode::FOUND, Vec::new())
        }
        "secret" => {
            leads("file:///etc/passwd");
            (StatusCode::FOUND, Vec::new())
        }
        _ => (StatusCode::OK, b"a picture".to_vec()),
    };
    (status, headers, body)
}

async fn server() -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let app = Router::new().route("/{name}", get(file)).with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, asked)
}

/// A manner for servers of this machine.
fn quick() -> Manner {
    let name_server = "127.0.0.1:1".to_owned();
    Manner {
        name_server,
        private: vec![[127, 0, 0, 1].into()],
        most: 64 * 1024,
        patience: Duration::from_millis(600),
        pause: Duration::ZERO,
        ..Manner::default()
    }
}

async fn fetch(fetcher: &Fetcher, address: &str) -> Result<Vec<u8>, FetchError> {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("file");
    let answer = fetcher.fetch(address, &to).await;
    assert_eq!(answer.is_ok(), to.exists(), "nothing stays of what failed");
    answer.map(|()| std::fs::read(&to).unwrap())
}

#[tokio::test]
async fn a_file_is_fetched_where_it_lies_by_now() {
    let (at, asked) = server().await;
    let fetcher = Fetcher::new(quick()).await.unwrap();
    for name in ["a.jpg", "moved"] {
        assert_eq!(fetch(&fetcher, &format!("http://{at}/{name}")).await.unwrap(), b"a picture", "{name}");
    }
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn what_may_be_had_later_is_asked_for_again() {
    let (at, asked) = server().await;
    let fetcher = Fetcher::new(quick()).await.unwrap();
    let begun = Instant::now();
    assert_eq!(fetch(&fetcher, &format!("http://{at}/busy")).await.unwrap(), b"a picture");
    assert!(begun.elapsed() >= Duration::from_secs(1), "it waited as long as it was asked to");
    let gone = fetch(&fetcher, &format!("http://{at}/gone")).await;
    assert_eq!(gone.err().unwrap().to_string(), format!("the server {at} says 410"));
    let later = fetch(&fetcher, &format!("http://{at}/later")).await;
    assert!(matches!(later, Err(FetchError::Status { status: 429, after: Some(_), .. })), "{later:?}");
    let asked_before = asked.lock().unwrap().len();
    assert!(matches!(fetch(&fetcher, &format!("http://{at}/a.jpg")).await, Err(FetchError::Away(_))), "nobody waits for a day");
    assert_eq!(asked.lock().unwrap().len(), asked_before);
}

#[tokio::test]
async fn limits_hold() {
    let (at, _) = server().await;
    let fetcher = Fetcher::new(Manner { attempts: 1, ..quick() }).await.unwrap();
    let of = async |name: &str| fetch(&fetcher, &format!("http://{at}/{name}")).await.err().unwrap();
    assert!(matches!(of("large").await, FetchError::TooLarge { limit: 65_536 }));
    assert!(matches!(of("slow").await, FetchError::Slow { .. }));
    assert!(matches!(of("round").await, FetchError::Hops));
    assert!(matches!(of("packed").await, FetchError::Address(_)));
    assert!(matches!(of("secret").await, FetchError::Address(_)));
    assert!(matches!(of("home").await, FetchError::Private { .. }), "every hop is looked at");
}

#[tokio::test]
async fn a_host_is_asked_one_thing_at_a_time_and_not_for_ever() {
    let (at, asked) = server().await;
    let fetcher = Arc::new(Fetcher::new(Manner { pause: Duration::from_millis(120), ..quick() }).await.unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for name in ["a", "b", "c"] {
        let fetcher = Arc::clone(&fetcher);
        tasks.spawn(async move { fetch(&fetcher, &format!("http://{at}/{name}")).await.unwrap() });
    }
    tasks.join_all().await;
    let times: Vec<Instant> = asked.lock().unwrap().iter().map(|(_, at)| *at).collect();
    assert!(times.windows(2).all(|two| two[1] - two[0] >= Duration::from_millis(110)), "{times:?}");
    let nobody = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap()
    };
    let fetcher = Fetcher::new(Manner { attempts: 1, ..quick() }).await.unwrap();
    for _ in 0..6 {
        assert!(matches!(fetch(&fetcher, &format!("http://{nobody}/x")).await, Err(FetchError::Broken { .. })));
    }
    assert!(matches!(fetch(&fetcher, &format!("http://{nobody}/x")).await, Err(FetchError::GivenUp(_))));
}

#[tokio::test]
async fn a_host_whose_name_nobody_tells_is_asked_for_no_more() {
    let fetcher = Fetcher::new(Manner { attempts: 1, ..quick() }).await.unwrap();
    for _ in 0..6 {
        assert!(matches!(fetch(&fetcher, "http://old.example/x").await, Err(FetchError::Names(_))));
    }
    assert!(matches!(fetch(&fetcher, "http://old.example/x").await, Err(FetchError::GivenUp(_))));
}

#[tokio::test]
async fn nothing_in_a_private_network_is_asked() {
    let (at, asked) = server().await;
    let strict = Fetcher::new(Manner { private: Vec::new(), ..quick() }).await.unwrap();
    let port = at.port();
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"] {
        let answer = fetch(&strict, &format!("http://{host}:{port}/a.jpg")).await;
        assert!(matches!(answer, Err(FetchError::Private { .. })), "{host}: {answer:?}");
    }
    assert!(asked.lock().unwrap().is_empty());
}
