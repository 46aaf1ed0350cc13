//! Text that a CSV file shows as it is: nearly all of it. Takes the bytes of a cell and
//! copies them while it looks whether they need quotes or a guard, sixteen at a time.
//!
//! Cells are short. A copy whose length is known beforehand is one store, so short texts
//! are put together in one register, and longer ones end with sixteen bytes that overlap
//! those before.

use wide::u8x16;

/// How many bytes are looked at together.
const LANE: usize = 16;

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// It needs neither quotes nor a guard, and was appended.
    Appended,
    /// It needs quotes and no guard.
    Quoted,
    /// It may need either, both or none.
    Unknown,
}

/// Appends text that needs neither quotes nor a guard; any other is not appended.
#[inline]
pub(super) fn push_plain(out: &mut Vec<u8>, text: &[u8]) -> Plain {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return Plain::Appended;
    };
    if may_begin_oddly(*first) || *last == b' ' {
        return Plain::Unknown;
    }
    if text.len() < LANE {
        let lane = short(text);
        let end = out.len() + text.len();
        out.extend_from_slice(&lane);
        out.truncate(end);
        if is_odd(lane) {
            out.truncate(end - text.len());
            return Plain::Quoted;
        }
        return Plain::Appended;
    }
    push_long(out, text)
}

/// Whether text that begins so may need a guard or quotes.
#[inline]
fn may_begin_oddly(first: u8) -> bool {
    matches!(
        first,
        b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | b'\'' | b' ' | 0xEF
    )
}

/// Fewer than sixteen bytes, at least one, with zeros behind them.
#[inline]
fn short(text: &[u8]) -> [u8; LANE] {
    let len = text.len();
    let mut lane = [0; LANE];
    // The last bytes overlap the first ones, so that both are of one length.
    if let (Some(head), Some(tail)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let tail = u64::from_le_bytes(*tail);
        // Two steps, since a shift by all of 64 bits is none.
        let tail = tail >> 8 >> (8 * (LANE - 1 - len));
        lane[..8].copy_from_slice(head);
        lane[8..].copy_from_slice(&tail.to_le_bytes());
    } else if let (Some(head), Some(tail)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let tail = u64::from(u32::from_le_bytes(*tail)) >> (8 * (8 - len));
        lane[..4].copy_from_slice(head);
        lane[4..8].copy_from_slice(&(tail as u32).to_le_bytes());
    } else {
        lane[0] = text[0];
        lane[len / 2] = text[len / 2];
        lane[len - 1] = text[len - 1];
    }
    lane
}

#[inline]
fn push_long(out: &mut Vec<u8>, text: &[u8]) -> Plain {
    let start = out.len();
    let (lanes, _) = text.as_chunks::<LANE>();
    let last = text.last_chunk::<LANE>().expect("sixteen bytes at least");
    for lane in lanes.iter().chain([last]) {
        // Sentences have a comma early on.
        if is_odd(*lane) {
            out.truncate(start);
            return Plain::Quoted;
        }
        out.extend_from_slice(lane);
    }
    out.truncate(start + text.len() - LANE);
    out.extend_from_slice(last);
    Plain::Appended
}

/// Whether separators, quotes or line breaks stand in a text.
#[inline]
pub(super) fn has_odd(text: &[u8]) -> bool {
    if text.len() < LANE {
        return !text.is_empty() && is_odd(short(text));
    }
    let (lanes, _) = text.as_chunks::<LANE>();
    let last = text.last_chunk::<LANE>().expect("sixteen bytes at least");
    lanes
        .iter()
        .fold(is_odd(*last), |odd, lane| odd | is_odd(*lane))
}

/// Whether any of these bytes asks for quotes.
#[inline]
fn is_odd(lane: [u8; LANE]) -> bool {
    let lane = u8x16::new(lane);
    let odd = |byte: u8| lane.cmp_eq(u8x16::splat(byte));
    (odd(b',') | odd(b'"') | odd(b'\r') | odd(b'\n')).any()
}
