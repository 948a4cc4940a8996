//! Every limit on what comes from outside, with its reason.

/// PDFs being typeset at the same time. Each takes one core and up to 100 MB.
pub const PDF_AT_ONCE: usize = 2;
