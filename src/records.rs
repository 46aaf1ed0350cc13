//! Customers, orders and contacts in columns, and the ledger that accounts for every row.
//!
//! Takes tables bound to fields; gives a [`book::Book`]. Orders never exist as a
//! list of structs of text: rows are judged as they are read, travel at twelve
//! bytes ([`flight`]) and rest at six ([`rest`]).

pub mod aliases;
pub mod arena;
pub mod book;
pub mod bought;
pub mod column;
pub mod contacts;
pub mod currency;
pub mod customers;
pub mod filters;
pub mod flight;
pub mod index;
pub mod issued;
pub mod later;
pub mod layout;
pub mod ledger;
pub mod lines;
pub mod log;
pub mod near;
pub mod open;
pub mod order_key;
pub mod order_rows;
pub mod orders;
pub mod provenance;
pub mod registry;
pub mod rest;
pub mod rounded;
#[cfg(test)]
pub(crate) mod sample;
pub mod table;
