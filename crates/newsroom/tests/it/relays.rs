//! Letters over several mail servers: shares, limits, and servers that are away or refuse the paper.

use crate::desk::Desk;
use crate::sink::{Does, Sink, Step, way};
use domain::edition::{Edition, Tally};
use domain::mail_way::{Pace, Relay, Server, Way};
use newsroom::deliver;
use newsroom::outbox::Outbox;
use std::collections::BTreeSet;

async fn ready(store: store::Store, readers: usize) -> (Desk, Edition) {
    let desk = Desk::new(store).await;
    desk.publish("Drummer quits by fax", None).await;
    desk.many_readers(readers).await;
    let edition = desk.release().await;
    (desk, edition)
}

async fn send(desk: &Desk, edition: &Edition, outbox: Outbox) -> newsroom::Verb<Tally> {
    let sender = desk.sender(outbox).await;
    deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await
}

fn relay(sink: &Sink, weight: u32) -> Relay {
    Relay { weight, ..Relay::of(Server::plain("127.0.0.1", sink.port)) }
}

fn well() -> impl Future<Output = Sink> {
    Sink::start(|_, _, _| Does::Well)
}

fn all(sinks: [&Sink; 2]) -> usize {
    let all: BTreeSet<String> = sinks.into_iter().flat_map(Sink::recipients).collect();
    assert_eq!(all.len(), sinks.into_iter().map(|sink| sink.recipients().len()).sum::<usize>(), "somebody got two");
    all.len()
}

testkit::both! {
    async fn each_gets_its_share(store: Store) {
        let (desk, edition) = ready(store, 400).await;
        let (large, small) = (well().await, well().await);
        let tally = send(&desk, &edition, way(Way::Relays(vec![relay(&large, 3), relay(&small, 1)]))).await.unwrap();
        assert_eq!((tally.accepted, all([&large, &small])), (400, 400));
        let share = small.recipients().len();
        assert!((60..=160).contains(&share), "a quarter of 400 is wanted, {share} came");
    }

    async fn one_that_is_away_leaves_its_letters_to_the_others(store: Store) {
        let (desk, edition) = ready(store, 200).await;
        let (here, gone) = (well().await, Relay::of(Server::plain("127.0.0.1", 1)));
        let outbox = way(Way::Relays(vec![gone, relay(&here, 1)]));
        let tally = send(&desk, &edition, outbox).await.unwrap();
        assert_eq!((tally.accepted, tally.total(), here.recipients().len()), (200, 200, 200));
    }

    async fn servers_that_are_all_away_are_an_error_and_lose_nothing(store: Store) {
        let (desk, edition) = ready(store, 50).await;
        let gone = || Relay::of(Server::plain("127.0.0.1", 1));
        let said = crate::refused(send(&desk, &edition, way(Way::Relays(vec![gone(), Relay { weight: 2, ..gone() }]))).await);
        assert!(said.contains("no mail server answers at 127.0.0.1:1"), "{said}");
        assert_eq!(desk.tally(edition.id).await, Tally { pending: 50, ..Tally::default() });
    }

    async fn a_limit_is_kept_and_other_servers_do_the_rest(store: Store) {
        let (desk, edition) = ready(store, 100).await;
        let (slow, fast) = (well().await, well().await);
        let paced = Relay { connections: 1, pace: Some(Pace { mails: 60, seconds: 3_600 }), ..relay(&slow, 1) };
        let outbox = way(Way::Relays(vec![paced, relay(&fast, 1)]));
        // Its hour goes by while letters wait for it.
        let hour = async {
            loop {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                desk.pass(20);
            }
        };
        let tally = tokio::select! { tally = send(&desk, &edition, outbox) => tally.unwrap(), () = hour => Tally::default() };
        assert_eq!((tally.accepted, all([&slow, &fast])), (100, 100));
        assert!((1..=6).contains(&slow.recipients().len()), "{}", slow.recipients().len());
    }

    async fn a_destination_that_refuses_the_paper_is_left_alone_and_its_readers_wait(store: Store) {
        let (desk, edition) = ready(store, 60).await;
        let refusing = Sink::start(|step, _, _| if step == Step::Dot { Does::Says("550 5.7.1 this network is listed") } else { Does::Well }).await;
        let tally = send(&desk, &edition, refusing.outbox()).await.unwrap();
        assert!((3..=8).contains(&tally.failed), "those that were asked for: {tally:?}");
        assert_eq!(tally.deferred, 60 - tally.failed, "the others were not: {tally:?}");
        let stops = store::mail_stops::list(&desk.read().await, 9).await.unwrap();
        assert_eq!((stops.len(), stops[0].destination.as_str(), stops[0].until), (1, "example.org", desk.now().plus_seconds(3_600)));
        assert!(stops[0].reply.contains("this network is listed"));
        let good = well().await;
        send(&desk, &edition, good.outbox()).await.unwrap();
        assert_eq!(good.recipients().len(), 0, "not before its time");
        desk.pass(3_601);
        let tally = send(&desk, &edition, good.outbox()).await.unwrap();
        assert_eq!((tally.open(), good.recipients().len()), (0, 60 - usize::try_from(tally.failed).unwrap()));
        assert!(store::mail_stops::list(&desk.read().await, 9).await.unwrap().is_empty(), "it takes mail again");
    }

    async fn a_service_mail_goes_to_whoever_answers(store: Store) {
        let desk = Desk::new(store).await;
        let here = well().await;
        let outbox = way(Way::Relays(vec![Relay::of(Server::plain("127.0.0.1", 1)), relay(&here, 1)]));
        desk.sign_up("jo@example.org").await;
        let sender = desk.sender(outbox).await;
        newsroom::worker::round(&desk.newsroom, &sender, &mut newsroom::worker::Memory::default()).await.unwrap();
        assert_eq!(here.recipients(), ["jo@example.org"]);
        let away = desk.sender(crate::sink::outbox(1)).await;
        desk.sign_up("al@example.org").await;
        newsroom::worker::round(&desk.newsroom, &away, &mut newsroom::worker::Memory::default()).await.unwrap();
        assert_eq!(desk.jobs_waiting().await, 1, "it is tried again");
    }
}
