use super::write;
use domain::edition::{Contents, Delivery, Edition, InDoubt, Selection, State, Tally};
use domain::id::{EditionId, ReaderId};
use domain::reader::{Choice, Wishes, Without};
use store::deliveries::{self, Listener, Outcome, Wanted};
use store::{Store, StoreError, editions, epochs, readers};
use testkit::{minute, reader};

const CONTENTS: Contents = Contents { selection: Selection(3), first: Selection(2), corrected: Selection(1) };

/// An edition with letters to `many` active readers.
async fn frozen(store: &Store, many: i64) -> (EditionId, Vec<ReaderId>) {
    write(store, minute(0), async |tx| {
        let edition = Edition {
            id: EditionId(0),
            day: jiff::civil::date(2026, 11, 20),
            which: domain::edition::Which::First,
            state: State::Sending,
            subject: "Today".to_owned(),
            preheader: String::new(),
            stories: Vec::new(),
            own: 0,
            released: Some(minute(0)),
            covers_until: minute(0),
            composed: minute(0),
            withdrawn: Selection(0),
        };
        let edition = editions::create(tx, &edition).await.unwrap().id;
        let mut ids = Vec::new();
        for n in 0..many {
            ids.push(readers::create(tx, &reader(n)).await.unwrap().id);
        }
        let letters: Vec<_> = ids.iter().map(|id| (*id, CONTENTS)).collect();
        let through = ids.last().copied().unwrap_or(ReaderId(0));
        deliveries::freeze(tx, edition, &letters, &[(Without::NothingForThem, 2), (Without::Paused, 0)], through).await.unwrap();
        (edition, ids)
    })
    .await
}

async fn epoch(store: &Store) -> i64 {
    write(store, minute(0), async |tx| epochs::begin(tx, "test").await.unwrap()).await
}

fn wanted(limit: usize) -> Wanted {
    Wanted { limit, in_doubt: InDoubt::Hold, withdrawn: Selection(0), after: Some(ReaderId(0)) }
}

fn outcome(reader: ReaderId, state: Delivery, due: Option<i64>) -> Outcome {
    Outcome { reader, state, reply: format!("said {}", state.word()), due: due.map(minute) }
}

testkit::both! {
    async fn freezing_adds_up_and_never_writes_twice(store: Store) {
        let (edition, ids) = frozen(&store, 3).await;
        let conn = store.read().await.unwrap();
        let freeze = deliveries::freezing(&conn, edition).await.unwrap();
        assert_eq!((freeze.through, freeze.prepared), (ids[2].0, 3));
        assert_eq!(freeze.excluded, [(Without::NothingForThem.words().to_owned(), 2)]);
        let tx = store.begin(minute(1)).await.unwrap();
        let twice = deliveries::freeze(&tx, edition, &[(ids[0], CONTENTS)], &[], ids[0]).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let general = |reader| Listener { reader, choice: Choice::General, wishes: Wishes::default() };
        assert_eq!(deliveries::audience(&conn, ids[0], 9).await.unwrap(), [general(ids[1]), general(ids[2])]);
        let had = |edition, after| deliveries::had_today(&conn, jiff::civil::date(2026, 11, 20), edition, after, ids[2]);
        assert_eq!(had(EditionId(0), ids[0]).await.unwrap().len(), 2, "letters of another edition of that day");
        assert_eq!(had(edition, ids[0]).await.unwrap().len(), 0);
    }

    async fn a_letter_goes_its_way(store: Store) {
        let (edition, ids) = frozen(&store, 4).await;
        let epoch = epoch(&store).await;
        let claimed = write(&store, minute(1), async |tx| deliveries::claim(tx, edition, epoch, &mut wanted(3)).await.unwrap()).await;
        assert_eq!(claimed.iter().map(|claimed| claimed.letter.reader).collect::<Vec<_>>(), ids[..3]);
        assert_eq!((claimed[0].letter.attempts, claimed[0].letter.contents), (1, CONTENTS));
        assert_eq!(claimed[0].key, reader(0).key);
        let dotted = write(&store, minute(1), async |tx| deliveries::dotting(tx, edition, epoch, &ids[..2]).await.unwrap()).await;
        assert_eq!(dotted.readers, ids[..2]);
        write(&store, minute(2), async |tx| {
            let said = [
                outcome(ids[0], Delivery::Accepted, None),
                outcome(ids[1], Delivery::Deferred, Some(30)),
                outcome(ids[2], Delivery::Failed, None),
            ];
            deliveries::record(tx, edition, epoch, &said).await.unwrap();
            // A final reply is stored once.
            deliveries::record(tx, edition, epoch, &[outcome(ids[2], Delivery::Accepted, None)]).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let tally = deliveries::tally(&conn, edition).await.unwrap();
        assert_eq!(tally, Tally { accepted: 1, deferred: 1, failed: 1, pending: 1, ..Tally::default() });
        assert_eq!(deliveries::next_due(&conn, edition).await.unwrap(), Some(minute(30)));
        assert_eq!(deliveries::list(&conn, edition, Delivery::Failed).await.unwrap()[0].reply, "said failed");
        let early = write(&store, minute(29), async |tx| deliveries::claim(tx, edition, epoch, &mut wanted(9)).await.unwrap()).await;
        assert_eq!(early.len(), 1, "only the pending one");
        let due = write(&store, minute(30), async |tx| deliveries::claim(tx, edition, epoch, &mut wanted(9)).await.unwrap()).await;
        assert_eq!((due[0].letter.reader, due[0].letter.attempts), (ids[1], 2));
    }

    async fn who_leaves_is_not_written_to(store: Store) {
        let (edition, ids) = frozen(&store, 3).await;
        let epoch = epoch(&store).await;
        let leave = async |id: ReaderId| {
            write(&store, minute(1), async |tx| {
                let reader = readers::by_id(tx, id).await.unwrap().unwrap();
                readers::save(tx, &reader.leave(minute(1), "one press")).await.unwrap();
            })
            .await;
        };
        leave(ids[0]).await;
        let claimed = write(&store, minute(2), async |tx| deliveries::claim(tx, edition, epoch, &mut wanted(9)).await.unwrap()).await;
        assert_eq!(claimed.len(), 2);
        leave(ids[1]).await;
        let dotted = write(&store, minute(3), async |tx| deliveries::dotting(tx, edition, epoch, &ids).await.unwrap()).await;
        assert_eq!(dotted.readers, [ids[2]], "left between claim and dot");
        let tally = deliveries::tally(&store.read().await.unwrap(), edition).await.unwrap();
        assert_eq!(tally, Tally { suppressed: 2, dotting: 1, ..Tally::default() });
    }

    async fn the_dead_leave_doubt_only_where_a_dot_was_sent(store: Store) {
        let (edition, ids) = frozen(&store, 4).await;
        let (dead, live) = (epoch(&store).await, epoch(&store).await);
        write(&store, minute(1), async |tx| {
            deliveries::claim(tx, edition, dead, &mut wanted(2)).await.unwrap();
            deliveries::dotting(tx, edition, dead, &ids[..1]).await.unwrap();
            deliveries::claim(tx, edition, live, &mut wanted(2)).await.unwrap();
            deliveries::dotting(tx, edition, live, &ids[2..3]).await.unwrap();
        })
        .await;
        let revived = write(&store, minute(2), async |tx| deliveries::revive(tx, &[live]).await.unwrap()).await;
        assert_eq!(revived, (1, 1));
        let conn = store.read().await.unwrap();
        let tally = deliveries::tally(&conn, edition).await.unwrap();
        assert_eq!(tally, Tally { in_doubt: 1, pending: 1, claimed: 1, dotting: 1, ..Tally::default() });
        assert_eq!(deliveries::list(&conn, edition, Delivery::InDoubt).await.unwrap()[0].reader, ids[0]);
        // The dead one wakes up: nothing of it counts any more.
        write(&store, minute(3), async |tx| {
            deliveries::record(tx, edition, dead, &[outcome(ids[0], Delivery::Accepted, None)]).await.unwrap();
            assert_eq!(deliveries::dotting(tx, edition, dead, &ids[1..2]).await.unwrap().readers, []);
        })
        .await;
        write(&store, minute(5), async |tx| {
            assert!(deliveries::settle(tx, edition, ids[0], Delivery::Accepted, "seen in the reader's mailbox").await.unwrap());
            assert!(!deliveries::settle(tx, edition, ids[0], Delivery::Pending, "").await.unwrap());
        })
        .await;
        assert_eq!(deliveries::tally(&conn, edition).await.unwrap().total(), 4);
        assert_eq!(deliveries::of_reader(&conn, ids[0], 9).await.unwrap()[0].state, Delivery::Accepted);
    }

    async fn what_is_in_doubt_is_sent_once_more_or_held(store: Store) {
        let (edition, ids) = frozen(&store, 2).await;
        let again = Wanted { in_doubt: InDoubt::Again, ..wanted(9) };
        let die = async |n: i64| {
            let epoch = epoch(&store).await;
            write(&store, minute(n), async |tx| {
                deliveries::claim(tx, edition, epoch, &mut Wanted { ..again }).await.unwrap();
                deliveries::dotting(tx, edition, epoch, &ids[..1]).await.unwrap();
                deliveries::revive(tx, &[]).await.unwrap();
            })
            .await;
        };
        die(1).await;
        let conn = store.read().await.unwrap();
        assert_eq!(deliveries::resendable(&conn, edition, Selection(0)).await.unwrap(), 1);
        assert_eq!(deliveries::resendable(&conn, edition, Selection(2)).await.unwrap(), 0, "its story was withdrawn");
        let claim = async |mut wanted| {
            let epoch = epoch(&store).await;
            write(&store, minute(2), async |tx| {
                let claimed = deliveries::claim(tx, edition, epoch, &mut wanted).await.unwrap();
                deliveries::revive(tx, &[]).await.unwrap();
                claimed.into_iter().map(|one| one.letter.reader).collect::<Vec<_>>()
            })
            .await
        };
        assert_eq!(claim(wanted(9)).await, ids[1..]);
        assert_eq!(claim(Wanted { withdrawn: Selection(2), ..again }).await, ids[1..]);
        assert_eq!(claim(again).await, [ids[1], ids[0]]);
        let tally = deliveries::tally(&conn, edition).await.unwrap();
        assert_eq!(tally, Tally { in_doubt: 1, pending: 1, ..Tally::default() }, "given back, it is in doubt as before");
        die(3).await;
        assert_eq!(claim(again).await, ids[1..], "never twice by itself");
    }

    async fn no_dot_is_sent_of_a_held_edition(store: Store) {
        let (edition, ids) = frozen(&store, 2).await;
        let epoch = epoch(&store).await;
        write(&store, minute(1), async |tx| {
            deliveries::claim(tx, edition, epoch, &mut wanted(9)).await.unwrap();
            editions::turn(tx, edition, State::Sending, State::Held).await.unwrap();
        })
        .await;
        let dotted = write(&store, minute(2), async |tx| deliveries::dotting(tx, edition, epoch, &ids).await.unwrap()).await;
        assert!(dotted.held && dotted.readers.is_empty());
        let tally = deliveries::tally(&store.read().await.unwrap(), edition).await.unwrap();
        assert_eq!(tally, Tally { claimed: 2, ..Tally::default() });
    }

    async fn letters_go_without_what_was_withdrawn(store: Store) {
        let (edition, ids) = frozen(&store, 2).await;
        let epoch = epoch(&store).await;
        let without = |withdrawn| Wanted { withdrawn: Selection(withdrawn), ..wanted(1) };
        let claimed = write(&store, minute(1), async |tx| deliveries::claim(tx, edition, epoch, &mut without(1)).await.unwrap()).await;
        assert_eq!(claimed[0].letter.contents, Contents { selection: Selection(2), first: Selection(2), corrected: Selection(1) });
        let nothing = write(&store, minute(1), async |tx| deliveries::claim(tx, edition, epoch, &mut without(3)).await.unwrap()).await;
        assert_eq!(nothing, []);
        let conn = store.read().await.unwrap();
        let left = deliveries::list(&conn, edition, Delivery::Suppressed).await.unwrap();
        assert_eq!((left[0].reader, left[0].reply.as_str()), (ids[1], "its stories were withdrawn"));
    }

    async fn letters_given_back_are_found_behind_the_last(store: Store) {
        let (edition, ids) = frozen(&store, 4).await;
        let (mine, mut wanted) = (epoch(&store).await, wanted(2));
        let mut claim = async || {
            let claimed = write(&store, minute(1), async |tx| deliveries::claim(tx, edition, mine, &mut wanted).await.unwrap()).await;
            claimed.into_iter().map(|one| one.letter.reader).collect::<Vec<_>>()
        };
        assert_eq!(claim().await, ids[..2]);
        let back = outcome(ids[0], Delivery::Pending, None);
        write(&store, minute(1), async |tx| deliveries::record(tx, edition, mine, &[back]).await.unwrap()).await;
        assert_eq!(claim().await, ids[2..]);
        assert_eq!(claim().await, ids[..1], "once more from the first");
        assert_eq!(claim().await, []);
    }

    async fn two_processes_never_claim_the_same_letter(store: Store) {
        let (edition, _) = frozen(&store, 200).await;
        let work = async |epoch: i64| {
            let (mut mine, mut wanted) = (Vec::new(), wanted(7));
            loop {
                let claimed = write(&store, minute(1), async |tx| deliveries::claim(tx, edition, epoch, &mut wanted).await.unwrap()).await;
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(claimed.into_iter().map(|claimed| claimed.letter.reader));
            }
        };
        let (a, b) = (epoch(&store).await, epoch(&store).await);
        let (mut one, two) = tokio::join!(work(a), work(b));
        one.extend(two);
        let claims = one.len();
        one.sort_unstable();
        one.dedup();
        assert_eq!((claims, one.len()), (200, 200));
    }
}

testkit::both! {
    async fn an_edition_adds_up_when_readers_are_erased(store: Store) {
        let (edition, ids) = frozen(&store, 7).await;
        let epoch = epoch(&store).await;
        write(&store, minute(1), async |tx| {
            deliveries::claim(tx, edition, epoch, &mut wanted(5)).await.unwrap();
            deliveries::dotting(tx, edition, epoch, &ids[..4]).await.unwrap();
            for (reader, state) in [(ids[0], Delivery::Accepted), (ids[1], Delivery::Failed), (ids[2], Delivery::InDoubt)] {
                deliveries::record(tx, edition, epoch, &[outcome(reader, state, None)]).await.unwrap();
            }
        })
        .await;
        let conn = store.read().await.unwrap();
        let before = deliveries::tally(&conn, edition).await.unwrap();
        assert_eq!(before.total(), 7);
        assert_eq!(deliveries::page(&conn, edition, Delivery::Failed, ReaderId(0), 9).await.unwrap()[0].1, reader(1).email);
        assert_eq!(deliveries::replies(&conn, edition, Delivery::Failed, 9).await.unwrap(), [("said failed".to_owned(), 1)]);
        for (n, id) in (0..).zip(&ids) {
            write(&store, minute(2), async |tx| readers::erase(tx, *id, &reader(n).email).await.unwrap()).await;
            assert_eq!(deliveries::tally(&conn, edition).await.unwrap().total(), 7, "at every moment");
        }
        let after = deliveries::tally(&conn, edition).await.unwrap();
        let expected = Tally { accepted: 1, failed: 1, in_doubt: 2, suppressed: 3, ..Tally::default() };
        assert_eq!(after, expected, "what was at its dot is in doubt, what had not begun is not sent");
        assert_eq!(readers::by_id(&conn, ids[0]).await.unwrap(), None);
        write(&store, minute(3), async |tx| {
            deliveries::record(tx, edition, epoch, &[outcome(ids[3], Delivery::Accepted, None)]).await.unwrap();
            assert_eq!(deliveries::dotting(tx, edition, epoch, &[ids[4]]).await.unwrap().readers, [], "a letter in hand is broken off");
        })
        .await;
    }
}
