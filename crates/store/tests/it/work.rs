use super::write;
use domain::id::JobId;
use std::time::Duration;
use store::jobs::{self, JobState, Lane};
use store::{changes, epochs, relinkings};
use testkit::minute;

testkit::both! {
    async fn what_two_owe_at_once_is_owed_by_both_and_nothing_is_added_to_what_was_begun(store: Store) {
        write(&store, minute(0), async |tx| relinkings::owe(tx, "made Gilt", &["gilt".to_owned()], &[], false).await.unwrap()).await;
        let add = async |tx: &store::Tx, name: &str| {
            let Some(mut waiting) = relinkings::waiting(tx).await.unwrap() else {
                return relinkings::owe(tx, name, &[name.to_owned()], &[], false).await.unwrap();
            };
            waiting.names.push(name.to_owned());
            relinkings::extend(tx, &waiting).await.unwrap();
        };
        let at_once = async |one: &dyn Fn(&mut relinkings::Relinking)| {
            let first = store.begin(minute(1)).await.unwrap();
            let mut next = relinkings::next(&first).await.unwrap().unwrap();
            let other = async {
                let second = store.begin(minute(1)).await.unwrap();
                add(&second, "ruby").await;
                second.commit().await.unwrap();
            };
            let this = async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                one(&mut next);
                if next.began.is_some() {
                    relinkings::advance(&first, &next).await.unwrap();
                } else {
                    relinkings::extend(&first, &next).await.unwrap();
                }
                first.commit().await.unwrap();
            };
            tokio::join!(other, this);
        };
        at_once(&|next| next.names.push("choir".to_owned())).await;
        let all = async || relinkings::latest(&store.read().await.unwrap(), 9).await.unwrap().into_iter().map(|one| one.names).collect::<Vec<_>>();
        assert_eq!(all().await, [["gilt", "choir", "ruby"]]);
        at_once(&|next| next.began = Some(minute(2))).await;
        assert_eq!(all().await, [vec!["ruby"], vec!["gilt", "choir", "ruby"]], "what was begun goes on as it is");
    }

    async fn pictures_and_the_rest_do_not_wait_for_each_other(store: Store) {
        write(&store, minute(0), async |tx| {
            jobs::enqueue(tx, jobs::PICTURE, "{}", minute(1), None).await.unwrap();
            jobs::enqueue(tx, "mail", "{}", minute(5), None).await.unwrap();
            assert_eq!(jobs::next_run(tx, Lane::Pictures).await.unwrap(), Some(minute(1)));
            assert_eq!(jobs::next_run(tx, Lane::Rest).await.unwrap(), Some(minute(5)));
        })
        .await;
        let kinds = write(&store, minute(9), async |tx| {
            let mut kinds = Vec::new();
            for lane in [Lane::Rest, Lane::Rest, Lane::Pictures, Lane::Pictures] {
                kinds.push(jobs::claim(tx, lane, 1, 60).await.unwrap().map(|job| job.kind));
            }
            kinds
        })
        .await;
        assert_eq!(kinds, [Some("mail".to_owned()), None, Some("picture".to_owned()), None]);
        // A lease that ran out is found in its own queue.
        let again = write(&store, minute(20), async |tx| jobs::claim(tx, Lane::Pictures, 2, 60).await.unwrap()).await.unwrap();
        assert_eq!((again.kind.as_str(), again.attempts), ("picture", 2));
    }

    async fn a_job_is_done_once_and_waits_once(store: Store) {
        write(&store, minute(0), async |tx| {
            assert!(jobs::enqueue(tx, "link", "{}", minute(10), Some("7")).await.unwrap().is_some());
            assert!(jobs::enqueue(tx, "link", "{}", minute(5), Some("7")).await.unwrap().is_none());
            assert!(jobs::enqueue(tx, "mail", "{}", minute(20), None).await.unwrap().is_some());
            assert!(jobs::enqueue(tx, "mail", "{}", minute(20), None).await.unwrap().is_some());
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(jobs::next_run(&conn, Lane::Rest).await.unwrap(), Some(minute(10)));
        let none = write(&store, minute(9), async |tx| jobs::claim(tx, Lane::Rest, 1, 60).await.unwrap()).await;
        assert_eq!(none, None);
        let job = write(&store, minute(10), async |tx| jobs::claim(tx, Lane::Rest, 1, 60).await.unwrap()).await.unwrap();
        assert_eq!((job.kind.as_str(), job.attempts, job.state), ("link", 1, JobState::Running));
        // One that runs does not keep another from waiting; its retry then gives way to that one.
        write(&store, minute(10), async |tx| {
            assert!(jobs::enqueue(tx, "link", "{}", minute(15), Some("7")).await.unwrap().is_some());
            jobs::retry(tx, job.id, minute(30), "no answer").await.unwrap();
        })
        .await;
        assert_eq!(jobs::list(&conn, 9).await.unwrap().iter().filter(|job| job.kind == "link").count(), 1);
    }

    async fn a_lease_that_runs_out_is_taken_over(store: Store) {
        write(&store, minute(0), async |tx| jobs::enqueue(tx, "link", "{}", minute(0), None).await.unwrap()).await;
        let job = write(&store, minute(0), async |tx| jobs::claim(tx, Lane::Rest, 1, 60).await.unwrap()).await.unwrap();
        let conn = store.read().await.unwrap();
        assert_eq!(jobs::next_run(&conn, Lane::Rest).await.unwrap(), Some(minute(1)));
        assert_eq!(write(&store, minute(0), async |tx| jobs::claim(tx, Lane::Rest, 2, 60).await.unwrap()).await, None);
        let again = write(&store, minute(1), async |tx| jobs::claim(tx, Lane::Rest, 2, 60).await.unwrap()).await.unwrap();
        assert_eq!((again.id, again.attempts), (job.id, 2));
        write(&store, minute(1), async |tx| {
            jobs::retry(tx, job.id, minute(9), "busy").await.unwrap();
        })
        .await;
        let waiting = jobs::list(&conn, 9).await.unwrap().remove(0);
        assert_eq!((waiting.state, waiting.run_at, waiting.why.as_str()), (JobState::Ready, minute(9), "busy"));
        write(&store, minute(1), async |tx| jobs::fail(tx, job.id, "gone").await.unwrap()).await;
        assert_eq!(jobs::list(&conn, 9).await.unwrap()[0].state, JobState::Failed);
        write(&store, minute(1), async |tx| jobs::done(tx, JobId(job.id.0)).await.unwrap()).await;
        assert_eq!(jobs::list(&conn, 9).await.unwrap(), []);
    }

    async fn silent_processes_are_buried(store: Store) {
        let (a, b) = write(&store, minute(0), async |tx| {
            (epochs::begin(tx, "a").await.unwrap(), epochs::begin(tx, "b").await.unwrap())
        })
        .await;
        write(&store, minute(5), async |tx| epochs::heartbeat(tx, b).await.unwrap()).await;
        assert_eq!(write(&store, minute(6), async |tx| epochs::bury(tx, minute(4)).await.unwrap()).await, [b]);
        write(&store, minute(7), async |tx| epochs::heartbeat(tx, a).await.unwrap()).await;
        assert_eq!(epochs::live(&store.read().await.unwrap(), minute(4)).await.unwrap(), [a, b], "who only slept is heard again");
        write(&store, minute(8), async |tx| epochs::end(tx, a).await.unwrap()).await;
        write(&store, minute(8), async |tx| epochs::end(tx, b).await.unwrap()).await;
        assert!(epochs::live(&store.read().await.unwrap(), minute(0)).await.unwrap().is_empty());
    }

    async fn a_cursor_keeps_its_place(store: Store) {
        let conn = store.read().await.unwrap();
        assert_eq!(changes::cursor(&conn, "feeds").await.unwrap(), 0);
        write(&store, minute(0), async |tx| changes::set_cursor(tx, "feeds", 7).await.unwrap()).await;
        write(&store, minute(0), async |tx| changes::set_cursor(tx, "feeds", 9).await.unwrap()).await;
        assert_eq!(changes::cursor(&conn, "feeds").await.unwrap(), 9);
    }
}
