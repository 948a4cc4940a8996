//! The demo's clinic: an SMTP server on loopback that decrypts and shows what arrived.
