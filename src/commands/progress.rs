//! A bar on standard error while files are read, only for people who watch.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Manner;

/// What a person sees of the work; nothing without a terminal or with `--quiet`.
pub(crate) struct Progress {
    /// None where nobody watches: a bar has a thread of its own, even one that is hidden.
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Nothing is drawn before the first step.
    pub(crate) fn new(manner: &Manner) -> Self {
        let watched = !manner.quiet && io::stderr().is_terminal();
        let bar = || ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Self {
            bar: watched.then(bar),
        }
    }

    /// Begins a step of unknown length.
    pub(crate) fn step(&self, said: String) {
        let Some(bar) = &self.bar else { return };
        bar.set_style(ProgressStyle::default_spinner());
        bar.set_message(said);
        bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// Takes the bar away, so that what is printed next stands alone.
    pub(crate) fn clear(&self) {
        let Some(bar) = &self.bar else { return };
        bar.disable_steady_tick();
        bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
