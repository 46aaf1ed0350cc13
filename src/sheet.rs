//! Files as sheets: bytes in, rows that know their place out.
//!
//! Takes the bytes of a file, finds out by them alone what it is ([`kind`]), in
//! which encoding ([`encoding`]), and turns every sheet of a workbook into one
//! canonical text form ([`spool`]) that is read like any text table. What is
//! hostile or broken is refused with a reason before a reader library trusts it
//! ([`bounds`]).

pub mod bounds;
pub mod encoding;
pub mod fault;
mod hanzi;
pub mod html;
pub mod kind;
pub mod merged;
pub mod ole;
pub mod parts;
pub mod spool;
pub mod text;
pub mod watch;
pub mod workbook;
pub mod xls;

pub use bounds::Bounds;
pub use encoding::{Encoding, Stated};
pub use fault::{ContainerFault, FileFault, SheetFault, WorkbookFault};
pub use kind::{FileKind, WorkbookKind};
pub use spool::Spool;
pub use workbook::{SheetNote, SheetSpool, Visibility};
