//! Every limit on what readers take, with its reason.
