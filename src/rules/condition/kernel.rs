//! The loops over columns: one per operation, written so that the compiler can
//! do several rows at once.
//!
//! Slices of one call are equally long. Truths are 0, 1 and 2 for unknown, so
//! that `|` of two known truths stays below 2.

use crate::period::{Day, Span};

use super::evaluate::{FALSE, TRUE, UNKNOWN};
use super::{Arithmetic, Comparison};

fn pairs(left: &[f64], right: &[f64], out: &mut [u8], holds: impl Fn(f64, f64) -> bool) {
    for ((out, &left), &right) in out.iter_mut().zip(left).zip(right) {
        let blank = left.is_nan() | right.is_nan();
        *out = (u8::from(blank) << 1) | u8::from(!blank && holds(left, right));
    }
}

fn singles(left: &[f64], out: &mut [u8], holds: impl Fn(f64) -> bool) {
    for (out, &left) in out.iter_mut().zip(left) {
        *out = (u8::from(left.is_nan()) << 1) | u8::from(holds(left) & !left.is_nan());
    }
}

#[expect(clippy::float_cmp, reason = "equality in a rule means equal values")]
pub(super) fn compare(comparison: Comparison, left: &[f64], right: &[f64], out: &mut [u8]) {
    match comparison {
        Comparison::Less => pairs(left, right, out, |a, b| a < b),
        Comparison::AtMost => pairs(left, right, out, |a, b| a <= b),
        Comparison::More => pairs(left, right, out, |a, b| a > b),
        Comparison::AtLeast => pairs(left, right, out, |a, b| a >= b),
        Comparison::Equal => pairs(left, right, out, |a, b| a == b),
        Comparison::NotEqual => pairs(left, right, out, |a, b| a != b),
    }
}

#[expect(clippy::float_cmp, reason = "equality in a rule means equal values")]
pub(super) fn compare_constant(comparison: Comparison, left: &[f64], right: f64, out: &mut [u8]) {
    if right.is_nan() {
        return out.fill(UNKNOWN);
    }
    match comparison {
        Comparison::Less => singles(left, out, |a| a < right),
        Comparison::AtMost => singles(left, out, |a| a <= right),
        Comparison::More => singles(left, out, |a| a > right),
        Comparison::AtLeast => singles(left, out, |a| a >= right),
        Comparison::Equal => singles(left, out, |a| a == right),
        Comparison::NotEqual => singles(left, out, |a| a != right),
    }
}

pub(super) fn member(values: &[f64], list: &[f64], out: &mut [u8]) {
    singles(values, out, |value| list.contains(&value));
}

pub(super) fn boundaries(days: &[Day], span: Span, out: &mut [f64]) {
    let mut last = None;
    for (out, &day) in out.iter_mut().zip(days) {
        let boundary = match last {
            Some((known, boundary)) if known == day => boundary,
            _ => f64::from(day.before(span).0),
        };
        last = Some((day, boundary));
        *out = boundary;
    }
}

/// Codes beyond the answers are blank.
pub(super) fn look_up(codes: &[u32], answers: &[u8], out: &mut [u8]) {
    for (out, &code) in out.iter_mut().zip(codes) {
        *out = answers.get(code as usize).copied().unwrap_or(UNKNOWN);
    }
}

/// False where either is false, else unknown where either is unknown.
pub(super) fn and(left: &mut [u8], right: &[u8]) {
    for (left, &right) in left.iter_mut().zip(right) {
        let known = *left != FALSE && right != FALSE;
        *left = (*left).max(right) * u8::from(known);
    }
}

/// True where either is true, else unknown where either is unknown.
pub(super) fn or(left: &mut [u8], right: &[u8]) {
    for (left, &right) in left.iter_mut().zip(right) {
        let holds = *left == TRUE || right == TRUE;
        *left = if holds { TRUE } else { (*left).max(right) };
    }
}

pub(super) fn not(truths: &mut [u8]) {
    for truth in truths {
        *truth = if *truth == UNKNOWN {
            UNKNOWN
        } else {
            1 - *truth
        };
    }
}

pub(super) fn same(left: &mut [u8], right: &[u8]) {
    for (left, &right) in left.iter_mut().zip(right) {
        *left = match (*left, right) {
            (UNKNOWN, _) | (_, UNKNOWN) => UNKNOWN,
            (one, other) => u8::from(one == other),
        };
    }
}

pub(super) fn blank_numbers(values: &[f64], out: &mut [u8]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out = u8::from(value.is_nan());
    }
}

pub(super) fn blank_codes(codes: &[u32], out: &mut [u8]) {
    for (out, &code) in out.iter_mut().zip(codes) {
        *out = u8::from(code == super::evaluate::BLANK);
    }
}

pub(super) fn blank_truths(truths: &mut [u8]) {
    for truth in truths {
        *truth = u8::from(*truth == UNKNOWN);
    }
}

/// Takes `one` where the condition holds, and keeps what stands there elsewhere.
pub(super) fn choose<T: Copy>(condition: &[u8], one: &[T], out: &mut [T]) {
    for ((out, &one), &condition) in out.iter_mut().zip(one).zip(condition) {
        if condition == TRUE {
            *out = one;
        }
    }
}

fn quotient(left: f64, right: f64) -> f64 {
    if right == 0.0 { f64::NAN } else { left / right }
}

pub(super) fn arithmetic(sign: Arithmetic, left: &mut [f64], right: &[f64]) {
    let pairs = left.iter_mut().zip(right);
    match sign {
        Arithmetic::Add => pairs.for_each(|(left, right)| *left += right),
        Arithmetic::Subtract => pairs.for_each(|(left, right)| *left -= right),
        Arithmetic::Multiply => pairs.for_each(|(left, right)| *left *= right),
        Arithmetic::Divide => pairs.for_each(|(left, right)| *left = quotient(*left, *right)),
    }
}

pub(super) fn arithmetic_constant(sign: Arithmetic, left: &mut [f64], right: f64) {
    let left = left.iter_mut();
    match sign {
        Arithmetic::Add => left.for_each(|left| *left += right),
        Arithmetic::Subtract => left.for_each(|left| *left -= right),
        Arithmetic::Multiply => left.for_each(|left| *left *= right),
        Arithmetic::Divide => left.for_each(|left| *left = quotient(*left, right)),
    }
}
