//! On which processor a new thread begins.
//!
//! A system may leave it on that of the thread that made it, though another one idles, and
//! move it only milliseconds later, a tenth of all the time that a small book takes. Elsewhere
//! than on Linux nothing is done about it.

/// Where the thread that makes others stands.
#[derive(Clone, Copy)]
pub(super) struct Home(#[cfg(target_os = "linux")] usize);

#[cfg(target_os = "linux")]
impl Home {
    /// The processor of the thread that asks.
    pub(super) fn here() -> Self {
        Self(rustix::thread::sched_getcpu())
    }

    /// Takes the thread that asks, by its number among those that begin, to another of the
    /// processors it may use, unless it is on one already. From then on it may use all again.
    pub(super) fn leave(self, number: usize) {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
        if sched_getcpu() != self.0 {
            return;
        }
        let Ok(all) = sched_getaffinity(None) else {
            return;
        };
        let others = (0..CpuSet::MAX_CPU).filter(|cpu| *cpu != self.0 && all.is_set(*cpu));
        let others: Vec<usize> = others.collect();
        let Some(place) = number.checked_rem(others.len()) else {
            return;
        };
        let mut one = CpuSet::new();
        one.set(others[place]);
        // Where the system refuses, the thread begins where it is.
        if sched_setaffinity(None, &one).is_ok() {
            let _ = sched_setaffinity(None, &all);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Home {
    /// Nothing is known of processors here.
    pub(super) fn here() -> Self {
        Self()
    }

    /// Leaves the thread to the system.
    pub(super) fn leave(self, _number: usize) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::thread::{sched_getaffinity, sched_getcpu};

    #[test]
    fn who_leaves_home_may_come_back() {
        let all = sched_getaffinity(None).expect("a thread knows its processors");
        for number in 0..3 {
            // The thread may be moved between the two calls, so home is wherever it is next.
            let home = Home::here();
            home.leave(number);
            assert_eq!(sched_getaffinity(None).ok(), Some(all));
            assert!(all.is_set(sched_getcpu()));
        }
    }
}
