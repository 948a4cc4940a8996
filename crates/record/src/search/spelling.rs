//! Words that were misspelled: the nearest word that there is. One slip for a short word, two for a long
//! one; a swap of neighbours is one slip.

/// The smallest number of letters that is corrected: of three, everything is near.
const LETTERS_MIN: usize = 4;

/// From so many letters on, two slips are forgiven.
const LONG: usize = 8;

/// Longer words are no words.
const LETTERS_MAX: usize = 40;

/// Finds the nearest of many words.
pub struct Nearest<'w> {
    wanted: Vec<char>,
    best: Option<(usize, &'w str)>,
}

impl<'w> Nearest<'w> {
    /// Looks for words near this one; `None` where it is too short or too long to be corrected.
    pub fn to(word: &str) -> Option<Self> {
        let wanted: Vec<char> = word.chars().collect();
        (LETTERS_MIN..=LETTERS_MAX).contains(&wanted.len()).then_some(Self { wanted, best: None })
    }

    /// Looks at a word; of two that are equally near, the first stays.
    pub fn look_at(&mut self, word: &'w str) {
        let allowed = if self.wanted.len() >= LONG { 2 } else { 1 };
        let limit = self.best.map_or(allowed, |(slips, _)| slips.saturating_sub(1));
        let length = word.chars().count();
        if limit == 0 || length.abs_diff(self.wanted.len()) > limit || length < LETTERS_MIN {
            return;
        }
        let letters: Vec<char> = word.chars().collect();
        let slips = slips(&self.wanted, &letters);
        if slips <= limit {
            self.best = Some((slips, word));
        }
    }

    /// The nearest word that was looked at.
    pub fn found(self) -> Option<&'w str> {
        self.best.map(|(_, word)| word)
    }
}

/// Letters to add, leave out, change or swap with the next, to make one word of the other.
fn slips(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut before_last: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1; width];
        for (column, wanted) in other.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX);
            let change = at(&last, column) + usize::from(letter != wanted);
            let mut best = change.min(at(&last, column + 1) + 1).min(at(&now, column) + 1);
            let is_swap = row > 0
                && column > 0
                && one.get(row - 1) == Some(wanted)
                && other.get(column - 1) == Some(letter);
            if is_swap {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            if let Some(slot) = now.get_mut(column + 1) {
                *slot = best;
            }
        }
        before_last = std::mem::replace(&mut last, now);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
        let mut nearest = Nearest::to(word)?;
        for word in words {
            nearest.look_at(word);
        }
        nearest.found()
    }

    #[test]
    fn the_usual_slips_are_forgiven() {
        let words = ["metformin", "lisinopril", "glucose", "penicillin"];
        for (slip, meant) in [
            ("metfromin", "metformin"),
            ("lisinoprl", "lisinopril"),
            ("glucos", "glucose"),
            ("peniciline", "penicillin"),
        ] {
            assert_eq!(nearest(slip, &words), Some(meant), "{slip}");
        }
    }

    #[test]
    fn what_is_far_or_short_is_left_alone() {
        assert_eq!(nearest("xylophone", &["metformin", "telephone"]), None);
        assert_eq!(nearest("flo", &["flu"]), None);
        assert_eq!(nearest("gluten", &["glucose"]), None);
    }
}
