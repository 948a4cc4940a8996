//! The worker: takes jobs from the list and does them.
