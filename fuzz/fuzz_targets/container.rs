//! `cargo +nightly fuzz run container fuzz/corpus/container fixtures/fuzz/container`: no bytes make
//! an archive panic, hang or unpack without end.
#![no_main]

use std::io::{Cursor, Read, copy, sink};

use bluebutton_formats::read::container::{Archive, Wrapping, unpacked, wrapping};

/// Far below the real limit, so that one input takes milliseconds.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match wrapping(bytes) {
        Some(Wrapping::Zip) => {
            let Ok(mut archive) = Archive::open(Cursor::new(bytes), bytes.len() as u64) else {
                return;
            };
            for member in archive.members() {
                assert!(member.refused.is_some() || !member.name.starts_with(['/', '\\']));
                let _ = archive
                    .read(member.index, |reader| copy(&mut reader.take(BYTES_MAX), &mut sink()));
            }
        }
        Some(kind) => {
            if let Ok(reader) = unpacked(kind, bytes) {
                let _ = copy(&mut reader.take(BYTES_MAX), &mut sink());
            }
        }
        None => {}
    }
});
