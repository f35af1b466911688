//! How well texts are linked and quotations read, on data that nobody here wrote: `docs/linking.md` has the figures.
//!
//! `INKIE_DATA=FOLDER cargo run --release -p text --example links -- [gold|pages|letters|queries|hard|scale|speed]… [--errors]`
//!
//! Names go the way of the product: the index of names, what stands round a mention, the decision. Nothing of the data
//! is part of the product.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "a measurement fails by stopping")]

mod data;
mod figures;
mod gold;
mod hard;
mod letters;
mod pages;
mod queries;
mod said;
mod scale;

/// Measures one thing and prints what it finds; with every error, if that is asked.
type Part = fn(&data::World, bool);

/// As the product's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let errors = asked.iter().any(|word| word == "--errors");
    let wants = |word: &str| asked.iter().all(|one| one.starts_with("--")) || asked.iter().any(|one| one == word);
    let world = data::World::load();
    println!("{} artists with {} names", world.artists.len(), world.names.len());
    let parts: [(&str, Part); 7] = [
        ("gold", gold::run),
        ("pages", pages::run),
        ("letters", letters::run),
        ("queries", queries::run),
        ("hard", hard::run),
        ("scale", scale::run),
        ("speed", scale::speed),
    ];
    for (name, run) in parts {
        if wants(name) {
            println!("\n== {name}");
            run(&world, errors);
        }
    }
}
