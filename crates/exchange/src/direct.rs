//! Direct messages and plain e-mail: made, signed, encrypted, sent.
