//! The words of the field as data: metrics, fields of the sheets, header and
//! status words. Code asks this module what a name means; nothing else keeps a
//! list of names.

pub mod documents;
pub mod field;
pub mod header;
pub mod header_rows;
pub mod layout;
pub mod metric;
pub mod near;
mod printed;
pub mod synonyms;
pub mod systems;
pub mod words;

pub use field::{Field, Role};
pub use metric::{Kind, Metric, Stratum};
pub use words::{Outcome, Status, StatusWords};
