//! How what is stored is compressed, before it is sealed. Resources have a dictionary: every record
//! begins with the same `"resourceType"`, `"system":"http://loinc.org"` and profiles, which each would
//! otherwise keep once more. What came of which frame says the frame.

use std::cell::RefCell;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{get_dict_id_from_frame, get_frame_content_size};

use crate::error::{Result, StoreError};

thread_local! {
    /// What packs small parts, by level: making one takes longer than packing a card or the ledger of one
    /// resource, of which an import of many people has four for each. A large part would leave it large.
    static PACKERS: RefCell<Vec<(i32, Compressor<'static>)>> = const { RefCell::new(Vec::new()) };

    /// What unpacks, without the dictionary and with it: each takes 160 kB, however large a part is.
    static UNPACKERS: RefCell<[Option<Decompressor<'static>>; 2]> = const { RefCell::new([None, None]) };
}

/// Compresses one part.
pub(crate) fn compress(bytes: &[u8], level: i32) -> Result<Vec<u8>> {
    told(packed(bytes, level, || Compressor::new(level)))
}

/// Compresses JSON of resources, or a card of what one of them tells, with what is known of such beforehand.
pub(crate) fn compress_resources(bytes: &[u8]) -> Result<Vec<u8>> {
    // One for its own level: the dictionary was made ready for that.
    told(packed(bytes, WITH_DICTIONARY, || Compressor::with_prepared_dictionary(&FOR_PACKING)))
}

fn packed(
    bytes: &[u8],
    level: i32,
    make: impl FnOnce() -> std::io::Result<Compressor<'static>>,
) -> std::io::Result<Vec<u8>> {
    if bytes.len() > SMALL_PART_BYTES_MAX {
        return make()?.compress(bytes);
    }
    PACKERS.with_borrow_mut(|packers| {
        if let Some((_, packer)) = packers.iter_mut().find(|(own, _)| *own == level) {
            return packer.compress(bytes);
        }
        let mut packer = make()?;
        let packed = packer.compress(bytes);
        packers.push((level, packer));
        packed
    })
}

fn told(packed: std::io::Result<Vec<u8>>) -> Result<Vec<u8>> {
    packed.map_err(|error| StoreError::File(format!("a part can't be compressed: {error}")))
}

/// Undoes either, for at most `bytes_max`.
pub(crate) fn decompress(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>> {
    let size = get_frame_content_size(bytes).ok().flatten().unwrap_or(u64::MAX);
    if size > bytes_max as u64 {
        return Err(StoreError::Altered("a stored part has another size than it may".to_owned()));
    }
    let is_with_dictionary = match get_dict_id_from_frame(bytes).map(u32::from) {
        None => false,
        Some(RESOURCES_ID) => true,
        Some(other) => {
            let text =
                format!("a stored part wants dictionary {other}, which is not in this program");
            return Err(StoreError::Altered(text));
        }
    };
    unpacked(bytes, size as usize, is_with_dictionary)
        .map_err(|_| StoreError::Altered("a stored part does not unpack".to_owned()))
}

fn unpacked(bytes: &[u8], size: usize, is_with_dictionary: bool) -> std::io::Result<Vec<u8>> {
    UNPACKERS.with_borrow_mut(|unpackers| {
        let kept = &mut unpackers[usize::from(is_with_dictionary)];
        let unpacker = match kept {
            Some(unpacker) => unpacker,
            None if is_with_dictionary => {
                kept.insert(Decompressor::with_prepared_dictionary(&FOR_UNPACKING)?)
            }
            None => kept.insert(Decompressor::new()?),
        };
        unpacker.decompress(bytes, size)
    })
}

/// Made of fixtures and made-up people by `cargo run -p bluebutton-server --example dictionary`. Another one
/// gets another number and stands beside it: what was stored with this one is read with this one, always.
static RESOURCES: &[u8] = include_bytes!("compression/resources-1.zdict");

/// What the frames say that were packed with it.
const RESOURCES_ID: u32 = 1;

static FOR_PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(RESOURCES, RESOURCES_LEVEL));

static FOR_UNPACKING: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(RESOURCES));

/// With the dictionary it packs a long record nearly as small as level 6 does without it, in less than half of
/// the time, and one resource alone much smaller, see docs/performance.md.
const RESOURCES_LEVEL: i32 = 3;

/// In place of a level, among the packers: no level is it.
const WITH_DICTIONARY: i32 = i32::MAX;

/// Parts up to here share a packer, which takes some hundred kilobytes for them.
const SMALL_PART_BYTES_MAX: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    const RESULT: &str = r#"{"resourceType":"Observation","id":"a","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]}}"#;

    #[test]
    fn what_was_packed_either_way_is_unpacked() {
        let large = RESULT.repeat(1_000);
        for text in [RESULT, "", large.as_str()] {
            for packed in [compress(text.as_bytes(), 6), compress_resources(text.as_bytes())] {
                let packed = packed.unwrap();
                assert_eq!(decompress(&packed, text.len()).unwrap(), text.as_bytes());
                let too_few = text.len().checked_sub(1).map(|max| decompress(&packed, max));
                assert!(too_few.is_none_or(|refused| refused.is_err()));
            }
        }
    }

    #[test]
    fn one_resource_takes_less_than_half_with_what_is_known_beforehand() {
        let with = compress_resources(RESULT.as_bytes()).unwrap().len();
        let without = compress(RESULT.as_bytes(), 6).unwrap().len();
        assert!(with * 2 < without, "{with} of {without} bytes");
    }

    #[test]
    fn a_damaged_part_leaves_nothing_behind_for_those_after_it() {
        let with = compress_resources(RESULT.as_bytes()).unwrap();
        let without = compress(RESULT.as_bytes(), 3).unwrap();
        for packed in [&with, &without, &without, &with] {
            let mut damaged = packed.clone();
            damaged.truncate(packed.len() - 5);
            assert!(decompress(&damaged, RESULT.len()).is_err());
            assert_eq!(decompress(packed, RESULT.len()).unwrap(), RESULT.as_bytes());
        }
    }

    #[test]
    fn a_part_of_an_unknown_dictionary_is_no_damage_that_goes_unnamed() {
        let mut packed = compress_resources(RESULT.as_bytes()).unwrap();
        assert_eq!(get_dict_id_from_frame(&packed).map(u32::from), Some(RESOURCES_ID));
        // The id stands behind the magic number and the descriptor, and behind the window if there is one.
        let at = packed.iter().skip(5).position(|byte| *byte == RESOURCES_ID as u8).unwrap() + 5;
        packed[at] = 77;
        let refused = decompress(&packed, RESULT.len()).unwrap_err().to_string();
        assert!(refused.contains("dictionary 77"), "{refused}");
    }
}
