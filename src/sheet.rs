//! Files as sheets: bytes in, rows that know their place out.
//!
//! Takes the bytes of a file and finds out in which [`encoding`] they are.

pub mod encoding;

pub use encoding::Encoding;
