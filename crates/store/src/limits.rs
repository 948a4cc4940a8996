//! Every limit of the store, with its reason.
