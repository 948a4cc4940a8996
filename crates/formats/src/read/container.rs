//! gzip, zstd and zip, with limits on what they unpack to.
//!
//! Everything here is a stream: a bomb is noticed while it goes off, not after.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::limits::{RATIO_FREE_BYTES, RATIO_MAX, ZIP_ENTRIES_MAX};

/// What is around an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// gzip: <https://www.rfc-editor.org/rfc/rfc1952>
    Gzip,
    /// zstd: <https://www.rfc-editor.org/rfc/rfc8878>
    Zstd,
    /// zip, which holds several files.
    Zip,
}

/// Tells by its first bytes what is around an input.
pub fn wrapping(head: &[u8]) -> Option<Wrapping> {
    match head {
        [0x1F, 0x8B, 0x08, ..] => Some(Wrapping::Gzip),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Wrapping::Zstd),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Wrapping::Zip),
        _ => None,
    }
}

/// Unpacks a gzip or zstd stream. Its errors are sentences for the one who gave the file.
pub fn unpacked<'r>(
    wrapping: Wrapping,
    packed: impl BufRead + Send + 'r,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: packed, taken: taken.clone() };
    let budget = Budget { taken, given: 0 };
    Ok(match wrapping {
        Wrapping::Gzip => Box::new(Guarded { inner: MultiGzDecoder::new(counted), budget }),
        Wrapping::Zstd => {
            let inner = zstd::stream::read::Decoder::with_buffer(counted)?;
            Box::new(Guarded { inner, budget })
        }
        Wrapping::Zip => return Err(io::Error::other(NESTED)),
    })
}

/// A zip archive.
pub struct Archive<R> {
    zip: zip::ZipArchive<R>,
    packed_bytes: u64,
    unpacked_bytes: u64,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number, for [`Archive::read`].
    pub index: usize,
    /// Its name as the archive says, for messages.
    pub name: String,
    /// Why it is not taken, if it is not.
    pub refused: Option<&'static str>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive of `packed_bytes`. The error is a sentence.
    pub fn open(reader: R, packed_bytes: u64) -> Result<Self, String> {
        let zip = zip::ZipArchive::new(reader).map_err(|_| DAMAGED.to_owned())?;
        if zip.len() > ZIP_ENTRIES_MAX {
            return Err(format!(
                "The archive holds {} files, more than {ZIP_ENTRIES_MAX}. Split it.",
                zip.len()
            ));
        }
        Ok(Self { zip, packed_bytes, unpacked_bytes: 0 })
    }

    /// The files in it, without folders and what operating systems add.
    pub fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        for index in 0..self.zip.len() {
            let Ok(file) = self.zip.by_index_raw(index) else {
                let name = format!("file {}", index + 1);
                members.push(Member { index, name, refused: Some(DAMAGED) });
                continue;
            };
            let name = file.name().map_or_else(|_| format!("file {}", index + 1), Cow::into_owned);
            if file.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
                continue;
            }
            let refused =
                if file.enclosed_name().is_none() || name.starts_with('/') || name.contains('\\') {
                    Some(TRAVERSAL)
                } else if file.is_symlink() {
                    Some(LINK)
                } else if file.encrypted() {
                    Some(ENCRYPTED)
                } else {
                    None
                };
            members.push(Member { index, name, refused });
        }
        members
    }

    /// Reads one file of it.
    pub fn read<T>(
        &mut self,
        index: usize,
        take: impl FnOnce(&mut dyn Read) -> T,
    ) -> io::Result<T> {
        let file = self.zip.by_index(index).map_err(|_| io::Error::other(DAMAGED))?;
        // One budget for the whole archive: a bomb of many small files is one too.
        let taken = Arc::new(AtomicU64::new(self.packed_bytes));
        let mut guarded =
            Guarded { inner: file, budget: Budget { taken, given: self.unpacked_bytes } };
        let result = take(&mut guarded);
        self.unpacked_bytes = guarded.budget.given;
        Ok(result)
    }
}

/// How much was taken of the packed stream, and given of the unpacked.
struct Budget {
    taken: Arc<AtomicU64>,
    given: u64,
}

impl Budget {
    fn give(&mut self, bytes: usize) -> io::Result<usize> {
        self.given += bytes as u64;
        let taken = self.taken.load(Ordering::Relaxed).max(1);
        if self.given > RATIO_FREE_BYTES && self.given / taken > RATIO_MAX {
            return Err(io::Error::other(BOMB));
        }
        Ok(bytes)
    }
}

struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken.fetch_add(amount as u64, Ordering::Relaxed);
        self.inner.consume(amount);
    }
}

struct Guarded<R> {
    inner: R,
    budget: Budget,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(count) => self.budget.give(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            // Decoders report damage in words for programmers.
            Err(_) => Err(io::Error::other(DAMAGED)),
        }
    }
}

const BOMB: &str = "It unpacks to hundreds of times its size, as files made to fill a disk do. It was \
                    not read on; unpack it yourself if you trust it.";
const DAMAGED: &str = "The packed data is damaged or cut off. Ask the sender for the file again.";
const ENCRYPTED: &str = "It is encrypted with a password. Unpack it first.";
const LINK: &str = "It is a link, no file. Give the file itself.";
const NESTED: &str = "It is an archive inside an archive. Unpack it first.";
const TRAVERSAL: &str = "Its name leads out of the archive's folder (.. or an absolute path). It was \
                         not read; ask the sender for an honest archive.";

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: Vec<u8>) -> Archive<Cursor<Vec<u8>>> {
        let packed_bytes = bytes.len() as u64;
        Archive::open(Cursor::new(bytes), packed_bytes).unwrap()
    }

    fn read_all(wrapping: Wrapping, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        unpacked(wrapping, bytes)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn gzip_and_zstd_are_unpacked_also_when_joined() {
        let joined = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(read_all(Wrapping::Gzip, &joined).unwrap(), b"one two");
        let joined =
            [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()];
        assert_eq!(read_all(Wrapping::Zstd, &joined.concat()).unwrap(), b"one two");
    }

    #[test]
    fn a_cut_off_stream_says_so() {
        let whole = gzip(b"some text that is long enough to be cut");
        let error = read_all(Wrapping::Gzip, &whole[..whole.len() - 9]).unwrap_err();
        assert_eq!(error.to_string(), DAMAGED);
        let whole = zstd::encode_all(&b"some text that is long enough to be cut"[..], 1).unwrap();
        let error = read_all(Wrapping::Zstd, &whole[..whole.len() - 9]).unwrap_err();
        assert_eq!(error.to_string(), DAMAGED);
    }

    #[test]
    fn a_bomb_is_noticed_while_it_goes_off() {
        let size = RATIO_FREE_BYTES as usize + 1_000_000;
        let bombs = [
            (Wrapping::Gzip, gzip(&vec![b' '; size])),
            (Wrapping::Zstd, zstd::encode_all(&vec![b' '; size][..], 1).unwrap()),
        ];
        for (wrapping, bomb) in bombs {
            let error = read_all(wrapping, &bomb).map(|bytes| bytes.len()).unwrap_err();
            assert_eq!(error.to_string(), BOMB, "{wrapping:?} of {} bytes", bomb.len());
        }
    }

    #[test]
    fn a_bomb_of_many_files_is_one_too() {
        let part = vec![b' '; RATIO_FREE_BYTES as usize / 4];
        let names: Vec<String> = (0..6).map(|at| format!("{at}.json")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &part[..])).collect();
        let mut archive = open(zip(&files));
        let outcomes: Vec<_> = (0..6)
            .map(|index| archive.read(index, |reader| io::copy(reader, &mut io::sink())).unwrap())
            .collect();
        assert!(outcomes[0].is_ok());
        assert_eq!(outcomes[5].as_ref().unwrap_err().to_string(), BOMB);
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_refused() {
        let mut archive = open(zip(&[
            ("a/ok.json", b"{}"),
            ("../../etc/passwd", b"x"),
            ("/abs", b"x"),
            ("b\\..\\c", b"x"),
        ]));
        let members = archive.members();
        assert_eq!(members[0].refused, None);
        assert!(members[1..].iter().all(|member| member.refused == Some(TRAVERSAL)), "{members:?}");
    }

    #[test]
    fn no_bytes_make_an_archive_panic() {
        let whole = zip(&[("a.json", b"{\"a\":1}"), ("b.json", b"{\"a\":2}")]);
        for cut in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[cut] ^= 0x55;
            if let Ok(mut archive) = Archive::open(Cursor::new(damaged), 100) {
                for member in archive.members() {
                    let _ = archive.read(member.index, |reader| io::copy(reader, &mut io::sink()));
                }
            }
        }
    }
}
