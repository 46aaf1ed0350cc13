//! The engine against a slow and obvious second opinion, and against published data.

mod reading;
mod real;
