//! Keeps the terminal clean of panics that are caught.
//!
//! A few broken workbooks make the reader library panic, and a full temporary folder the
//! writer's; the library catches both and reports a fault. Every other panic is ours and is
//! shown in full.

use std::panic;

use tierbook::render::workbook::is_caught;
use tierbook::sheet::workbook::panics_are_caught;

/// From now on, a panic that will be caught prints nothing.
pub(crate) fn keep_quiet_where_caught() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if !panics_are_caught() && !said.is_some_and(|said| is_caught(said)) {
            usual(panic);
        }
    }));
}
