//! Work shared among threads, with results in the order of the work.

mod beside;
mod placed;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, TryLockError};

use beside::beside;
pub use beside::lock_soon;

/// Does `work` on `threads` threads at once, the caller's among them; what each made.
///
/// Where the system gives no more threads, the caller's does it alone.
pub fn together<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    some_of(threads, threads, work)
}

/// The same on at most `needed` of the threads.
fn some_of<T: Send>(threads: usize, needed: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let Some(beside) = beside(threads).filter(|_| needed > 1) else {
        return vec![work()];
    };
    let made = Mutex::new(Vec::with_capacity(threads.min(needed)));
    let add = |one: T| {
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push(one);
    };
    let jobs = (1..threads.min(needed)).map(|_| || add(work()));
    beside.share(jobs, || add(work()));
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Does `work` for every number below `count` on `threads` threads; results by number.
///
/// Each thread has its own state, made by `state`. Which thread does what is left to
/// chance, so `work` must depend on its number alone.
pub fn map<S, T: Send>(
    threads: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = state();
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, work(&mut state, number)));
        }
    };
    let mut results: Vec<Option<T>> = Vec::new();
    results.resize_with(count, || None);
    let shares = some_of(threads, count, run);
    for (number, result) in shares.into_iter().flatten() {
        results[number] = Some(result);
    }
    let done = results
        .into_iter()
        .map(|result| result.expect("every number is done once"));
    done.collect()
}

/// Does two things at once, where there is more than one thread: `one` beside the caller.
pub fn both<A: Send, B>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    let Some(beside) = beside(threads) else {
        return (one(), other());
    };
    let mut made = None;
    let other = beside.share([|| made = Some(one())], other);
    (made.expect("what is given is done in the end"), other)
}

/// Makes pieces of output for every number below `count` on `threads` threads and hands
/// them out in order, by whoever finishes the piece whose turn it is. `piece` appends to
/// bytes that are empty.
pub fn in_pieces<S, E: Send>(
    threads: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    piece: impl Fn(&mut S, usize, &mut Vec<u8>) + Sync,
    mut hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
) -> Result<(), E> {
    let line = InOrder::new(emptying(&mut hand_out));
    let state = || (state(), Vec::new());
    map(threads, count, state, |(state, bytes), number| {
        piece(state, number, bytes);
        line.put(number, bytes);
    });
    line.finish().map(drop)
}

/// A taker of bytes that leaves them empty, for [`InOrder`].
pub fn emptying<E>(
    mut hand_out: impl FnMut(&[u8]) -> Result<(), E>,
) -> impl FnMut(&mut Vec<u8>) -> Result<(), E> {
    move |bytes| {
        let handed = hand_out(bytes);
        bytes.clear();
        handed
    }
}

/// Hands pieces out in order, whoever finishes them first.
///
/// Nobody waits for whoever hands out, who takes along what is put meanwhile.
pub struct InOrder<P, E, F> {
    line: Mutex<Line<P>>,
    end: Mutex<End<E, F>>,
}

/// The pieces that wait for their turn.
struct Line<P> {
    next: usize,
    waiting: BTreeMap<usize, P>,
    /// Memory of pieces handed out, to be used again.
    free: Vec<P>,
}

/// Where the line ends.
struct End<E, F> {
    hand_out: F,
    fault: Option<E>,
}

/// More pieces than this do not wait in a line: who makes more waits for it to get shorter.
const MOST_WAITING: usize = 8;

impl<P: Default, E, F: FnMut(&mut P) -> Result<(), E>> InOrder<P, E, F> {
    /// A line to which `hand_out` is the end; it leaves the piece empty.
    pub fn new(hand_out: F) -> Self {
        Self {
            line: Mutex::new(Line {
                next: 0,
                waiting: BTreeMap::new(),
                free: Vec::new(),
            }),
            end: Mutex::new(End {
                hand_out,
                fault: None,
            }),
        }
    }

    /// Starts counting pieces from 0 again.
    pub fn begin(&self) {
        lock_soon(&self.line).next = 0;
    }

    /// Takes the piece of this number and leaves an empty one in its place; the pieces whose
    /// turn has come are handed out.
    pub fn put(&self, index: usize, piece: &mut P) {
        let mut line = lock_soon(&self.line);
        line.waiting.insert(index, std::mem::take(piece));
        let crowded = line.waiting.len() > MOST_WAITING;
        *piece = line.free.pop().unwrap_or_default();
        drop(line);
        loop {
            let mut end = match self.end.try_lock() {
                Ok(end) => end,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) if crowded => lock_soon(&self.end),
                Err(TryLockError::WouldBlock) => return,
            };
            while let Some(mut ready) = self.step() {
                if end.fault.is_none() {
                    end.fault = (end.hand_out)(&mut ready).err();
                }
                lock_soon(&self.line).free.push(ready);
            }
            drop(end);
            // Who put the next piece since the last look went away, seeing the end taken.
            let line = lock_soon(&self.line);
            if !line.waiting.contains_key(&line.next) {
                return;
            }
        }
    }

    /// The piece whose turn has come.
    fn step(&self) -> Option<P> {
        let mut line = lock_soon(&self.line);
        let next = line.next;
        let ready = line.waiting.remove(&next)?;
        line.next += 1;
        Some(ready)
    }

    /// Gives the taker of pieces back, unless it has refused one.
    pub fn finish(self) -> Result<F, E> {
        let end = self
            .end
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match end.fault {
            Some(fault) => Err(fault),
            None => Ok(end.hand_out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 7] {
            let squares = map(
                threads,
                100,
                || 0,
                |done, number| {
                    *done += 1;
                    number * number
                },
            );
            assert_eq!(
                squares,
                (0..100).map(|number| number * number).collect::<Vec<_>>()
            );
        }
        assert!(map(3, 0, || (), |(), number| number).is_empty());
    }

    #[test]
    fn two_things_are_both_done() {
        for threads in [1, 2] {
            assert_eq!(both(threads, || 3, || "four"), (3, "four"));
        }
    }

    #[test]
    fn who_helps_may_ask_for_help() {
        for threads in [1, 2, 3] {
            let inner = |number: usize| map(threads, 5, || (), |(), other| number * other);
            let outer = || map(threads, 4, || (), |(), number| inner(number));
            let (one, other) = both(threads, outer, outer);
            assert_eq!(one, other);
            assert_eq!(one[3], [0, 3, 6, 9, 12]);
        }
    }

    #[test]
    fn who_fails_beside_others_is_no_end_of_waiting() {
        let fail = || {
            map(2, 8, || (), |(), number| assert!(number != 5, "no fives"));
        };
        assert!(std::panic::catch_unwind(fail).is_err());
        assert_eq!(map(2, 3, || (), |(), number| number), [0, 1, 2]);
    }

    #[test]
    fn pieces_come_in_order_until_one_is_refused() {
        for threads in [1, 2, 7] {
            let mut taken = Vec::new();
            let refused = in_pieces(
                threads,
                50,
                || (),
                |(), number, bytes| bytes.push(number as u8),
                |piece| {
                    taken.extend_from_slice(piece);
                    if taken.len() == 30 {
                        Err("full")
                    } else {
                        Ok(())
                    }
                },
            );
            assert_eq!(refused, Err("full"));
            assert_eq!(taken, (0..30).collect::<Vec<u8>>());
        }
    }
}
