//! gzip, zstd and zip, with limits on what they unpack to.
