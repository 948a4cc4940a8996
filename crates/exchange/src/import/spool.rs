//! What comes through a pipe can be read once. A Bundle that is too large to be read whole is read twice: while
//! it is read for the first time it is kept in a file without a name, sealed with a key that only this process
//! knows.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, Write as _};
use std::sync::{Mutex, PoisonError};

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_crypto::{Hidden, Random};

/// Keeps what goes by, as long as it is not known that nobody will read it again.
pub(super) struct Spool<'r> {
    random: &'r dyn Random,
    kept: Mutex<Kept>,
}

enum Kept {
    /// It is not known yet whether it is read again: some megabytes at most.
    Undecided(Vec<u8>),
    /// It is not.
    Nothing,
    /// It is.
    All(Sealed),
}

/// A file that is read by nobody else.
struct Sealed {
    file: File,
    key: DataKey,
    /// What is not yet in the file.
    rest: Vec<u8>,
    /// How many pieces are in it.
    pieces: u64,
}

impl<'r> Spool<'r> {
    pub(super) fn new(random: &'r dyn Random) -> Self {
        Self { random, kept: Mutex::new(Kept::Undecided(Vec::new())) }
    }

    /// It is read once only: nothing is kept any more.
    pub(super) fn let_go(&self) {
        *self.kept() = Kept::Nothing;
    }

    /// It is read once more: all of it is kept.
    pub(super) fn keep_all(&self) -> io::Result<()> {
        let mut kept = self.kept();
        if let Kept::Undecided(bytes) = &mut *kept {
            let key = Hidden::new(self.random.bytes());
            let file = nameless(self.random)?;
            let mut all = Sealed { file, key, rest: std::mem::take(bytes), pieces: 0 };
            all.put_away(self.random)?;
            *kept = Kept::All(all);
        }
        Ok(())
    }

    /// All that came, from its beginning; what `reader` still has is taken first.
    pub(super) fn again(self, reader: &mut dyn Read) -> io::Result<Again> {
        io::copy(&mut Passing { inner: reader, spool: &self }, &mut io::sink())?;
        let random = self.random;
        match self.kept.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Kept::All(mut all) => {
                all.put_away_last(random)?;
                all.file.rewind()?;
                Ok(Again { all, at: 0, piece: Vec::new(), from: 0 })
            }
            Kept::Undecided(_) | Kept::Nothing => Err(io::Error::other("it was not kept")),
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, bytes: &[u8]) -> io::Result<()> {
        match &mut *self.kept() {
            Kept::Nothing => Ok(()),
            Kept::Undecided(known) => {
                known.extend_from_slice(bytes);
                Ok(())
            }
            Kept::All(all) => {
                all.rest.extend_from_slice(bytes);
                all.put_away(self.random)
            }
        }
    }
}

impl Sealed {
    /// Writes what is whole pieces.
    fn put_away(&mut self, random: &dyn Random) -> io::Result<()> {
        while self.rest.len() >= PIECE_BYTES {
            let behind = self.rest.split_off(PIECE_BYTES);
            let piece = std::mem::replace(&mut self.rest, behind);
            self.put(random, &piece)?;
        }
        Ok(())
    }

    fn put_away_last(&mut self, random: &dyn Random) -> io::Result<()> {
        let piece = std::mem::take(&mut self.rest);
        if piece.is_empty() { Ok(()) } else { self.put(random, &piece) }
    }

    fn put(&mut self, random: &dyn Random, piece: &[u8]) -> io::Result<()> {
        let sealed = seal::seal(&self.key, random, &context(self.pieces), piece);
        self.pieces += 1;
        self.file.write_all(&(sealed.len() as u32).to_be_bytes())?;
        self.file.write_all(&sealed)
    }
}

/// A reader that keeps what goes by.
pub(super) struct Passing<'p, R: ?Sized> {
    pub(super) inner: &'p mut R,
    pub(super) spool: &'p Spool<'p>,
}

impl<R: Read + ?Sized> Read for Passing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.spool.take(buffer.get(..count).unwrap_or_default())?;
        Ok(count)
    }
}

/// What came, once more.
pub(super) struct Again {
    all: Sealed,
    /// The number of the next piece.
    at: u64,
    piece: Vec<u8>,
    /// How much of the piece was given.
    from: usize,
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.from >= self.piece.len() && self.at < self.all.pieces {
            let mut length = [0; 4];
            self.all.file.read_exact(&mut length)?;
            let mut sealed = vec![0; u32::from_be_bytes(length) as usize];
            self.all.file.read_exact(&mut sealed)?;
            let opened = seal::open(&self.all.key, &context(self.at), &sealed);
            self.piece = opened.map_err(io::Error::other)?;
            (self.at, self.from) = (self.at + 1, 0);
        }
        let rest = self.piece.get(self.from..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.from += count;
        Ok(count)
    }
}

/// A file in the system's folder for such files, whose name is gone at once.
fn nameless(random: &dyn Random) -> io::Result<File> {
    let name = u64::from_be_bytes(random.bytes());
    let path = std::env::temp_dir().join(format!("bluebutton-{name:016x}"));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

fn context(number: u64) -> Vec<u8> {
    format!("import|{number}").into_bytes()
}

/// A piece of the file.
const PIECE_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use bluebutton_crypto::SystemRandom;

    use super::*;

    fn text() -> Vec<u8> {
        (0..PIECE_BYTES / 8).flat_map(|number| format!("{number:019} ").into_bytes()).collect()
    }

    #[test]
    fn what_came_comes_again_whole_and_the_file_holds_no_word_of_it() {
        let (text, random) = (text(), SystemRandom);
        assert!(text.len() > 2 * PIECE_BYTES);
        let spool = Spool::new(&random);
        let mut from = &text[..];
        let mut first = vec![0; 300];
        Passing { inner: &mut from, spool: &spool }.read_exact(&mut first).unwrap();
        spool.keep_all().unwrap();
        Passing { inner: &mut from, spool: &spool }.read_exact(&mut first).unwrap();

        let mut again = spool.again(&mut from).unwrap();

        let mut raw = Vec::new();
        again.all.file.read_to_end(&mut raw).unwrap();
        assert!(raw.len() > text.len());
        let word = b"0000000000000000007 ";
        assert!(!raw.windows(word.len()).any(|window| window == word));
        again.all.file.rewind().unwrap();
        let mut back = Vec::new();
        again.read_to_end(&mut back).unwrap();
        assert!(back == text);
    }

    #[test]
    fn what_is_read_once_is_not_kept() {
        let (text, random) = (text(), SystemRandom);
        let spool = Spool::new(&random);
        let mut from = &text[..];
        let mut first = vec![0; 300];
        Passing { inner: &mut from, spool: &spool }.read_exact(&mut first).unwrap();
        spool.let_go();
        spool.keep_all().unwrap();
        assert!(matches!(*spool.kept(), Kept::Nothing));
        assert!(spool.again(&mut from).is_err());
    }
}
