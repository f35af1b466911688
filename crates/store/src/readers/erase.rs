//! A person is taken out of the paper's books. What is left are numbers that lead to nobody.

use crate::db::{Tx, statements, values};
use crate::error::Result;
use domain::edition::Delivery;
use domain::email::Email;
use domain::id::ReaderId;

statements! {
    // Read off what is deleted: a letter that was on its way in another transaction is counted as it came out of it.
    LETTERS = "DELETE FROM deliveries WHERE edition IN (SELECT id FROM editions) AND reader = ?1 RETURNING edition, state";
    COUNT_ON = "INSERT INTO edition_erased (edition, state, letters) VALUES (?1, ?2, 1)
        ON CONFLICT (edition, state) DO UPDATE SET letters = edition_erased.letters + excluded.letters";
    BOUNCES = "UPDATE bounces SET reader = NULL, reason = '' WHERE reader = ?1";
    FOLLOWS = "DELETE FROM follows WHERE reader = ?1";
    READER = "DELETE FROM readers WHERE id = ?1";
    MAILBOX = "DELETE FROM mailbox WHERE lower(recipient) = ?1";
    COUPONS = "DELETE FROM coupons WHERE email_key = ?1";
    ADDRESS = "UPDATE suppressions SET email = NULL WHERE email = ?1";
}

/// Takes out a reader: the row, the follows, what ties letters to them, copies in the built-in mailbox, the address on
/// the suppression list. Editions still add up: their letters are counted on in `edition_erased`.
///
/// # Errors
/// As every write.
pub async fn erase(tx: &Tx, reader: ReaderId, email: &Email) -> Result<()> {
    crate::deliveries::lock_audience(tx).await?;
    for row in tx.rows(&LETTERS, &values![reader]).await? {
        let fields = row.of("deliveries");
        let state = settled(fields.word("state", Delivery::from_word)?);
        tx.run(&COUNT_ON, &values![fields.int("edition")?, state.word()]).await?;
    }
    for sql in [&BOUNCES, &FOLLOWS, &READER] {
        tx.run(sql, &values![reader]).await?;
    }
    forget_address(tx, email).await
}

/// How a letter counts whose reader is gone: one at its dot may have gone out and is in doubt, one that has not begun is
/// not sent.
fn settled(state: Delivery) -> Delivery {
    match state {
        Delivery::Accepted | Delivery::Failed | Delivery::InDoubt => state,
        Delivery::Dotting => Delivery::InDoubt,
        Delivery::Pending | Delivery::Claimed | Delivery::Deferred | Delivery::Suppressed => Delivery::Suppressed,
    }
}

/// Takes an address out of the suppression list, of sign-ups on their way and the built-in mailbox; the keyed hash of a suppressed one stays.
///
/// # Errors
/// As every write.
pub async fn forget_address(tx: &Tx, email: &Email) -> Result<()> {
    tx.run(&MAILBOX, &values![email.key()]).await?;
    tx.run(&COUPONS, &values![email.key()]).await?;
    tx.run(&ADDRESS, &values![email.key()]).await?;
    Ok(())
}
