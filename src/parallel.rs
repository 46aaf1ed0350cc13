//! Work shared among threads, with results in the order of the work.

use std::sync::atomic::{AtomicUsize, Ordering};
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
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            let joined = running.into_iter().map(|thread| match thread.join() {
                Ok(share) => share,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.collect()
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

/// Makes pieces of output for every number below `count` and hands them out in order.
///
/// Pieces are made some at a time on `threads` threads, so that few wait in memory.
pub fn in_pieces<S, E>(
    threads: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    piece: impl Fn(&mut S, usize) -> Vec<u8> + Sync,
    mut hand_out: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    /// Pieces made before they are handed out.
    const ROUND: usize = 64;
    for first in (0..count).step_by(ROUND) {
        let pieces = map(threads, ROUND.min(count - first), &state, |state, place| {
            piece(state, first + place)
        });
        pieces.iter().try_for_each(|piece| hand_out(piece))?;
    }
    Ok(())
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
}
