//! Work shared among threads, with results in the order of the work.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

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
    let threads = threads.clamp(1, count.max(1));
    let shares = if threads == 1 {
        vec![run()]
    } else {
        thread::scope(|scope| {
            let running: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
            // The caller works too: a small job then waits for no thread to begin.
            let mut shares = vec![run()];
            shares.extend(running.into_iter().map(|thread| joined(thread.join())));
            shares
        })
    };
    for (number, result) in shares.into_iter().flatten() {
        results[number] = Some(result);
    }
    let done = results
        .into_iter()
        .map(|result| result.expect("every number is done once"));
    done.collect()
}

/// Does two things at once, where there is more than one thread: `one` on a thread of its own.
pub fn both<A: Send, B>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (joined(one.join()), other)
    })
}

/// What a thread made; its panic goes on here.
pub fn joined<T>(result: thread::Result<T>) -> T {
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
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
pub struct InOrder<P, E, F> {
    state: Mutex<State<P, E, F>>,
}

struct State<P, E, F> {
    next: usize,
    waiting: BTreeMap<usize, P>,
    /// Memory of pieces handed out, to be used again.
    free: Vec<P>,
    hand_out: F,
    fault: Option<E>,
}

impl<P: Default, E, F: FnMut(&mut P) -> Result<(), E>> InOrder<P, E, F> {
    /// A line to which `hand_out` is the end; it leaves the piece empty.
    pub fn new(hand_out: F) -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                waiting: BTreeMap::new(),
                free: Vec::new(),
                hand_out,
                fault: None,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<P, E, F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts counting pieces from 0 again.
    pub fn begin(&self) {
        self.lock().next = 0;
    }

    /// Takes the piece of this number and leaves an empty one in its place; the pieces whose
    /// turn has come are handed out.
    pub fn put(&self, index: usize, piece: &mut P) {
        let mut state = self.lock();
        state.waiting.insert(index, std::mem::take(piece));
        loop {
            let next = state.next;
            let Some(mut ready) = state.waiting.remove(&next) else {
                *piece = state.free.pop().unwrap_or_default();
                return;
            };
            state.next += 1;
            if state.fault.is_none() {
                state.fault = (state.hand_out)(&mut ready).err();
            }
            state.free.push(ready);
        }
    }

    /// Gives the taker of pieces back, unless it has refused one.
    pub fn finish(self) -> Result<F, E> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match state.fault {
            Some(fault) => Err(fault),
            None => Ok(state.hand_out),
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
