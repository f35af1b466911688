//! A line to the database server that can be cut and joined: as if the server went away and came back.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) struct Proxy {
    pub(crate) port: u16,
    cut: Arc<AtomicBool>,
    lines: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    pub(crate) fn start(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, lines) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (is_cut, kept, server) = (Arc::clone(&cut), Arc::clone(&lines), server.to_owned());
        std::thread::spawn(move || {
            for here in listener.incoming().flatten() {
                let Ok(there) = TcpStream::connect(&server) else { continue };
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                pour(&here, &there);
                pour(&there, &here);
                kept.lock().unwrap().extend([here, there]);
            }
        });
        Self { port, cut, lines }
    }

    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for line in self.lines.lock().unwrap().drain(..) {
            drop(line.shutdown(Shutdown::Both));
        }
    }

    pub(crate) fn join(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn pour(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        while let Ok(n @ 1..) = from.read(&mut bytes) {
            if to.write_all(bytes.get(..n).unwrap_or_default()).is_err() {
                break;
            }
        }
        drop(to.shutdown(Shutdown::Both));
    });
}
