//! Every limit on what comes from outside, with its reason.
