//! The engine against a slow and obvious second opinion, and against published data.

mod facts;
mod invariance;
mod labels;
mod metrics;
mod movements;
mod naive;
mod opinion;
mod own;
mod reading;
mod real;
mod review;
