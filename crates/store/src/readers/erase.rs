//! A person is taken out of the paper's books. What is left are numbers that lead to nobody.

use crate::db::{Tx, statements, values};
use crate::error::Result;
use domain::email::Email;
use domain::id::ReaderId;

statements! {
    // A letter at its dot may have gone out: it stays in doubt. One that has not begun is not sent.
    COUNT_LETTERS = "INSERT INTO edition_erased (edition, state, letters)
        SELECT edition, CASE state WHEN 'accepted' THEN 'accepted' WHEN 'failed' THEN 'failed' WHEN 'in_doubt' THEN 'in_doubt'
            WHEN 'dotting' THEN 'in_doubt' ELSE 'suppressed' END, 1 FROM deliveries WHERE reader = ?1
        ON CONFLICT (edition, state) DO UPDATE SET letters = edition_erased.letters + excluded.letters";
    LETTERS = "DELETE FROM deliveries WHERE reader = ?1";
    FOLLOWS = "DELETE FROM follows WHERE reader = ?1";
    READER = "DELETE FROM readers WHERE id = ?1";
    MAILBOX = "DELETE FROM mailbox WHERE lower(recipient) = ?1";
    ADDRESS = "UPDATE suppressions SET email = NULL WHERE email = ?1";
}

/// Takes out a reader: the row, the follows, what ties letters to them, copies in the built-in mailbox, the address on
/// the suppression list. Editions still add up: their letters are counted on in `edition_erased`.
///
/// # Errors
/// As every write.
pub async fn erase(tx: &Tx, reader: ReaderId, email: &Email) -> Result<()> {
    for sql in [&COUNT_LETTERS, &LETTERS, &FOLLOWS, &READER] {
        tx.run(sql, &values![reader]).await?;
    }
    forget_address(tx, email).await
}

/// Takes an address out of the suppression list and the built-in mailbox; the keyed hash of a suppressed one stays.
///
/// # Errors
/// As every write.
pub async fn forget_address(tx: &Tx, email: &Email) -> Result<()> {
    tx.run(&MAILBOX, &values![email.key()]).await?;
    tx.run(&ADDRESS, &values![email.key()]).await?;
    Ok(())
}
