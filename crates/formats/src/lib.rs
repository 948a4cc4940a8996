//! Readers and writers of health record formats. Pure functions: bytes in, values out.

pub mod limits;
pub mod read;
pub mod write;
