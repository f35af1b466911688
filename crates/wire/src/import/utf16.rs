//! A wide text as UTF-8, as it is read.

use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::{self, Read};

/// Reads UTF-16 and gives UTF-8.
pub(super) struct AsUtf8<R> {
    input: R,
    decoder: Decoder,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> AsUtf8<R> {
    pub(super) fn new(encoding: &'static Encoding, input: R) -> Self {
        Self { input, decoder: encoding.new_decoder(), ready: Vec::new(), given: 0, ended: false }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut bytes = [0; 32 * 1024];
        let length = self.input.read(&mut bytes)?;
        self.ended = length == 0;
        let mut rest = bytes.get(..length).unwrap_or_default();
        (self.given, self.ready) = (0, Vec::with_capacity(3 * length + 16));
        loop {
            let mut text = String::with_capacity(3 * rest.len() + 16);
            let (result, read, _) = self.decoder.decode_to_string(rest, &mut text, self.ended);
            self.ready.extend_from_slice(text.as_bytes());
            rest = rest.get(read..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }
}

impl<R: Read> Read for AsUtf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.more()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let length = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}
