//! Lists of which each line is sealed, looked through by what stands in the lines: piece by piece, and never
//! more than a page may take.

use crate::error::Result;
use crate::limits::{LIST_MAX, SIFTED_MAX};

/// A page of a list that was looked through.
#[derive(Clone, Debug)]
pub struct Sifted<T> {
    /// What fits.
    pub lines: Vec<T>,
    /// Whether there is more in the list than was looked at.
    pub is_cut: bool,
}

/// A piece of a list: how many lines it had, and those that fit.
pub(crate) type SiftedPiece<T> = (usize, Vec<T>);

/// Looks through a list until a page is full, or the list or what may be looked at is over. `piece` reads so
/// many lines from a place on.
pub(crate) async fn sift<T, P>(
    (skip, take): (usize, usize),
    piece: impl Fn(usize, usize) -> P,
) -> Result<Sifted<T>>
where
    P: Future<Output = Result<SiftedPiece<T>>>,
{
    let (mut lines, mut looked, mut is_cut) = (Vec::new(), 0, false);
    while lines.len() < skip + take {
        if looked >= SIFTED_MAX {
            is_cut = true;
            break;
        }
        let (read, fit) = piece(looked, LIST_MAX).await?;
        lines.extend(fit);
        looked += read;
        if read < LIST_MAX {
            break;
        }
    }
    let lines = lines.into_iter().skip(skip).take(take).collect();
    Ok(Sifted { lines, is_cut })
}
