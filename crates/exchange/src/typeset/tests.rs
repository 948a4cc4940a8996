//! The line to a press. That a press ends alone is tested with the whole program, see
//! `crates/server/tests/integration/typeset.rs`.

use super::wire::{read_answer, read_plate, write_answer, write_plate};
use super::*;

fn plate(data: &[u8]) -> Plate {
    Plate {
        data: data.to_vec(),
        attachments: vec![b"{}".to_vec(), Vec::new()],
        made_at: -1_795_350_000_000_000,
    }
}

#[test]
fn what_goes_over_the_line_comes_out_as_it_was() {
    let mut line = Vec::new();
    for data in [&b"one"[..], b"", b"three"] {
        write_plate(&mut line, &plate(data)).unwrap();
    }
    let mut from = &line[..];
    for data in [&b"one"[..], b"", b"three"] {
        assert_eq!(read_plate(&mut from).unwrap(), Some(plate(data)));
    }
    assert_eq!(read_plate(&mut from).unwrap(), None, "the end of the line");

    let mut line = Vec::new();
    for answer in [Ok(b"%PDF".to_vec()), Err("no".to_owned())] {
        write_answer(&mut line, &answer).unwrap();
        assert_eq!(read_answer(&mut &line[..]).unwrap(), answer);
        line.clear();
    }
}

#[test]
fn a_line_that_breaks_off_or_promises_too_much_is_an_error() {
    let mut line = Vec::new();
    write_plate(&mut line, &plate(b"data")).unwrap();
    for cut in 9..line.len() {
        assert!(read_plate(&mut &line[..cut]).is_err(), "cut at {cut}");
    }
    let mut promise = 0_u64.to_be_bytes().to_vec();
    promise.extend(u64::MAX.to_be_bytes());
    assert!(read_plate(&mut &promise[..]).is_err());
}

#[tokio::test]
async fn a_large_paper_leaves_a_turn_for_a_small_one() {
    let mut large = Vec::new();
    for _ in 0..PDF_AT_ONCE - 1 {
        large.push(turn(false).await.unwrap());
    }
    let mut waiting = Box::pin(turn(false));
    let waits = timeout(Duration::from_millis(20), &mut waiting).await;
    assert!(waits.is_err(), "one more large paper at once");

    let small = timeout(Duration::from_secs(5), turn(true)).await;
    assert!(small.is_ok(), "a small paper waited for a large one");
    drop(small);
    drop(large);
    drop(waiting.await.unwrap());
}
