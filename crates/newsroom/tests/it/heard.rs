//! Listens to what the program says of its own work while something is done: statements, renderings.

use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};

struct Listener {
    target: &'static str,
    said: Said,
}

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Visit for Said {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{value:?}"));
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == self.target
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.said.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// What is said under a target while something is done on this thread.
pub(crate) async fn heard(target: &'static str, done: impl Future<Output = ()>) -> Vec<String> {
    let said = Said::default();
    let guard = tracing::subscriber::set_default(Listener { target, said: said.clone() });
    done.await;
    drop(guard);
    let said = said.0.lock().unwrap();
    said.clone()
}
