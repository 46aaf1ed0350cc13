//! The engine against a slow and obvious second opinion, and against published data.

mod facts;
mod metrics;
mod naive;
mod reading;
mod real;
