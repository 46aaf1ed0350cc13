//! Pieces of a table that several threads finish, in their order. Takes pieces by number,
//! hands them out one after the other.

/// Hands pieces out in order, whoever finishes them first.
pub(super) struct Ordered<E, F> {
    state: std::sync::Mutex<OrderedState<E, F>>,
}

struct OrderedState<E, F> {
    next: usize,
    waiting: std::collections::BTreeMap<usize, Vec<u8>>,
    hand_out: F,
    fault: Option<E>,
}

impl<E, F: FnMut(&[u8]) -> Result<(), E>> Ordered<E, F> {
    pub(super) fn new(hand_out: F) -> Self {
        Self {
            state: std::sync::Mutex::new(OrderedState {
                next: 0,
                waiting: std::collections::BTreeMap::new(),
                hand_out,
                fault: None,
            }),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, OrderedState<E, F>> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Starts counting pieces from 0 again.
    pub(super) fn begin(&self) {
        self.lock().next = 0;
    }

    pub(super) fn put(&self, index: usize, bytes: Vec<u8>) {
        let mut state = self.lock();
        state.waiting.insert(index, bytes);
        loop {
            let next = state.next;
            let Some(bytes) = state.waiting.remove(&next) else {
                return;
            };
            state.next += 1;
            if state.fault.is_none() {
                state.fault = (state.hand_out)(&bytes).err();
            }
        }
    }

    /// Gives the taker of pieces back, unless it has refused one.
    pub(super) fn finish(self) -> Result<F, E> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match state.fault {
            Some(fault) => Err(fault),
            None => Ok(state.hand_out),
        }
    }
}
