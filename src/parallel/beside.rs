//! Threads that work beside their callers.
//!
//! They are kept from one piece of work to the next, and wait for it awake for a while. A new
//! thread, or one that slept, often begins on the processor of the thread that gave it work,
//! and gets its turn there only once that one sleeps or either is moved to another processor
//! that idles: milliseconds later, which is long for a small book.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;

use rayon_core::{ThreadPool, ThreadPoolBuilder, current_thread_index};

use super::placed::Home;

/// Threads beside any caller.
#[derive(Clone)]
pub(super) struct Beside {
    pool: Arc<ThreadPool>,
    /// How many they are.
    count: usize,
}

/// All that were made, by how many they are; `None` where the system gives no more threads.
static MADE: Mutex<BTreeMap<usize, Option<Beside>>> = Mutex::new(BTreeMap::new());

/// The threads that work beside the one that asks, which makes `threads` in all; `None` where
/// it works alone.
///
/// Work that is given to one of them may ask for help itself, and finds the others; but not
/// the one that gave it, which waits once it has nothing left to do.
pub(super) fn beside(threads: usize) -> Option<Beside> {
    let count = threads.checked_sub(1).filter(|count| *count > 0)?;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(count)
        .or_insert_with(|| Beside::new(count))
        .clone()
}

/// So often work has been given to threads. Those that wait for more look at it.
static GIVEN: AtomicUsize = AtomicUsize::new(0);

impl Beside {
    /// New threads that wait for work.
    fn new(count: usize) -> Option<Self> {
        /// So often this thread makes way for them.
        const MAKE_WAY: usize = 200;
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let home = Home::here();
        let leave = move |number| {
            home.leave(number);
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let pool = ThreadPoolBuilder::new()
            .num_threads(count)
            .start_handler(leave)
            .build();
        // They begin here or elsewhere, and have to run to leave.
        let mut ways = 0..MAKE_WAY;
        while begun.load(Ordering::Relaxed) < count && ways.next().is_some() {
            thread::yield_now();
        }
        let pool = Arc::new(pool.ok()?);
        Some(Self { pool, count })
    }

    /// Gives the jobs to these threads and does `own` meanwhile; all is done when it returns.
    pub(super) fn share<J: FnOnce() + Send, R>(
        &self,
        jobs: impl IntoIterator<Item = J>,
        own: impl FnOnce() -> R,
    ) -> R {
        // One of these threads that waits here may have to do a job itself, and looks for it.
        let is_one = current_thread_index().is_some();
        GIVEN.fetch_add(1, Ordering::Relaxed);
        let done = AtomicUsize::new(0);
        let made = self.pool.in_place_scope(|scope| {
            let mut given = 0;
            for job in jobs {
                given += 1;
                scope.spawn(|_| {
                    job();
                    done.fetch_add(1, Ordering::Release);
                });
            }
            if is_one {
                return own();
            }
            self.stay_awake(self.count);
            let made = own();
            look_for(FOR_OTHERS, || done.load(Ordering::Acquire) == given);
            made
        });
        if is_one {
            self.stay_awake(1);
        }
        made
    }

    /// Lets so many of the threads wait awake, once they have nothing else to do, until work
    /// is given to any.
    fn stay_awake(&self, count: usize) {
        let given = GIVEN.load(Ordering::Relaxed);
        for _ in 0..count {
            let is_more = move || GIVEN.load(Ordering::Relaxed) != given;
            self.pool.spawn(move || look_for(FOR_WORK, is_more));
        }
    }
}

/// Who has nothing to do looks so often for work before it sleeps, for one or two milliseconds:
/// as long as what one thread does alone between two pieces of work on a small book.
const FOR_WORK: u32 = 2_000;
/// Who waits for what another thread has in hand looks so often before it sleeps, for some
/// tenths of a millisecond. On a busy machine that thread may need the processor.
const FOR_OTHERS: u32 = 200;

/// Waits awake for what is expected soon, and leaves off after so many looks.
fn look_for(looks: u32, is_there: impl Fn() -> bool) {
    let mut looks = 0..looks;
    while !is_there() && looks.next().is_some() {
        pause();
    }
}

/// Locks what is held for a short time only, such as for the next piece of work; who waits
/// for it does so awake at first.
pub fn lock_soon<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..FOR_OTHERS {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => pause(),
        }
    }
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for about a microsecond.
fn pause() {
    /// Pauses of the processor.
    const PAUSES: u32 = 32;
    (0..PAUSES).for_each(|_| std::hint::spin_loop());
    // With more threads than processors, the one that is waited for may need this one.
    thread::yield_now();
}
