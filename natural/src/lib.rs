//! Natural numbers as long as RSA needs them, and the little that a key is put together with. No branch and no
//! address depends on a number: what is not to happen happens under a mask of zeros.
//!
//! A crate of its own, because it is compiled with optimisation everywhere, tests included.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// A number in words of 32 bits, the lowest first. Its length says nothing of it. Wiped when dropped.
#[allow(missing_debug_implementations, reason = "it is a secret")]
#[must_use]
pub struct Natural(Zeroizing<Vec<u32>>);

/// All bits or none.
type Mask = u32;

impl Natural {
    /// The number that big-endian bytes are. It has as many words as hold them.
    pub fn from_be_bytes(bytes: &[u8]) -> Self {
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        Self(Zeroizing::new(bytes.rchunks(4).map(word).collect()))
    }

    /// Big-endian, four bytes a word.
    pub fn to_be_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.0.len().saturating_mul(4)));
        bytes.extend(self.0.iter().rev().flat_map(|word| word.to_be_bytes()));
        bytes
    }

    /// Whether any of the words from `first` on has a bit set.
    pub fn reaches(&self, first: usize) -> bool {
        self.0.iter().skip(first).fold(0, |all, word| all | word) != 0
    }

    /// Whether any of the `bits` highest bits is set, whole words and up to 31 more.
    pub fn reaches_top(&self, bits: u32) -> bool {
        let mut top = self.0.iter().rev();
        let whole = top.by_ref().take(usize::try_from(bits / 32).unwrap_or(0));
        let whole = whole.fold(0, |all, word| all | word);
        // Shifted by 32 it is nothing.
        let part = top.next().and_then(|word| word.checked_shr(32_u32.saturating_sub(bits % 32)));
        whole | part.unwrap_or(0) != 0
    }

    /// One less. Not of zero.
    pub fn less_one(&self) -> Self {
        let mut less = self.copy();
        subtract(&mut less.0, &[1], Mask::MAX);
        less
    }

    /// |self − other|, of numbers of one length.
    pub fn distance(&self, other: &Self) -> Self {
        let mut distance = self.copy();
        let negative = subtract(&mut distance.0, &other.0, Mask::MAX);
        let mut carry = negative & 1;
        for word in distance.0.iter_mut() {
            (*word, carry) = plus(*word ^ negative, 0, carry);
        }
        distance
    }

    /// self · other.
    pub fn times(&self, other: &Self) -> Self {
        let length = self.0.len().saturating_add(other.0.len());
        let mut product = Zeroizing::new(alloc::vec![0; length]);
        for (i, factor) in self.0.iter().enumerate() {
            add_product(&mut product, i, &other.0, *factor);
        }
        Self(product)
    }

    /// The least common multiple, of two numbers of one length that are not zero.
    pub fn lcm(&self, other: &Self) -> Self {
        let mut multiple = self.times(other);
        let (mut a, mut b) = (self.copy(), other.copy());
        // Twos that both have are in the divisor.
        for _ in 0..self.bits() {
            let both = is_even(&a.0) & is_even(&b.0);
            halve(&mut a.0, 0, both);
            halve(&mut b.0, 0, both);
            halve(&mut multiple.0, 0, both);
        }
        let odd_first = is_even(&b.0);
        swap(&mut a.0, &mut b.0, odd_first);
        let (divisor, _) = a.gcd_and_inverse(&b);
        multiple.over(&divisor);
        multiple
    }

    /// self⁻¹ mod `modulus`, an odd number of the same length; none if there is none.
    pub fn inverse(&self, modulus: &Self) -> Option<Self> {
        let (divisor, inverse) = self.gcd_and_inverse(modulus);
        let is_one = divisor.0.first() == Some(&1) && !divisor.reaches(1);
        is_one.then_some(inverse)
    }

    /// e⁻¹ mod self, where e is 65,537: (1 + k·self) / e, where k is −self⁻¹ mod e. None if e divides self.
    pub fn inverse_of_e(&self) -> Option<Self> {
        let rest = modulo_e(&self.0);
        // self^(e − 2), whose exponent is 2^16 − 1.
        let power = (0..16).fold(1, |power, _| product_mod_e(product_mod_e(power, power), rest));
        if rest == 0 {
            return None;
        }
        let mut sum = Zeroizing::new(alloc::vec![0; self.0.len().saturating_add(1)]);
        add_product(&mut sum, 0, &self.0, E.saturating_sub(power));
        let mut carry = 1;
        for word in sum.iter_mut() {
            (*word, carry) = plus(*word, 0, carry);
        }
        let mut quotient = Self(sum);
        quotient.over(&Self(Zeroizing::new(Vec::from([E]))));
        quotient.0.truncate(self.0.len());
        Some(quotient)
    }

    /// The greatest common divisor of self and an odd `modulus` of the same length; where that is 1, also
    /// self⁻¹ mod `modulus`.
    ///
    /// Stein's algorithm, extended: u·self = a and v·self = b modulo the modulus all the way. Each step halves
    /// a, so that twice as many as there are bits suffice.
    #[allow(clippy::many_single_char_names, reason = "as the algorithm calls them")]
    fn gcd_and_inverse(&self, modulus: &Self) -> (Self, Self) {
        let m = &modulus.0;
        let zero = || Zeroizing::new(alloc::vec![0_u32; m.len()]);
        let (mut a, mut b) = (self.0.clone(), m.clone());
        let (mut u, mut v) = (zero(), zero());
        if let Some(low) = u.first_mut() {
            *low = 1;
        }
        for _ in 0..self.bits().saturating_mul(2) {
            let odd = !is_even(&a);
            let swapped = odd & is_less(&a, &b);
            swap(&mut a, &mut b, swapped);
            swap(&mut u, &mut v, swapped);
            subtract(&mut a, &b, odd);
            halve(&mut a, 0, Mask::MAX);
            let negative = subtract(&mut u, &v, odd);
            add(&mut u, m, negative);
            let is_odd = !is_even(&u);
            let carry = add(&mut u, m, is_odd);
            halve(&mut u, carry, Mask::MAX);
        }
        (Self(b), Self(v))
    }

    /// Divides by an odd number that divides it: the lowest word of what is left tells the next of the
    /// quotient.
    fn over(&mut self, divisor: &Self) {
        let inverse = divisor.0.first().map_or(0, |low| word_inverse(*low));
        let length = self.0.len();
        for i in 0..length {
            let rest = self.0.get_mut(i..).unwrap_or_default();
            let quotient = rest.first().map_or(0, |low| low.wrapping_mul(inverse));
            subtract_product(rest, &divisor.0, quotient);
            if let Some(word) = rest.first_mut() {
                *word = quotient;
            }
        }
    }

    fn bits(&self) -> usize {
        self.0.len().saturating_mul(32)
    }

    fn copy(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The public exponent of every key, F4: 2^16 + 1.
pub const E: u32 = 65_537;

/// The sum modulo 2^32, and the carry.
fn plus(a: u32, b: u32, carry: u32) -> (u32, u32) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry);
    (sum, u32::from(first | second))
}

/// The difference modulo 2^32, and the borrow.
fn minus(a: u32, b: u32, borrow: u32) -> (u32, u32) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow);
    (difference, u32::from(first | second))
}

/// a + b·c + carry, low and high.
#[allow(clippy::arithmetic_side_effects, reason = "below 2^64")]
fn multiply_add(a: u32, b: u32, c: u32, carry: u32) -> (u32, u32) {
    let sum = u64::from(a) + u64::from(b) * u64::from(c) + u64::from(carry);
    let [l0, l1, l2, l3, h0, h1, h2, h3] = sum.to_le_bytes();
    (u32::from_le_bytes([l0, l1, l2, l3]), u32::from_le_bytes([h0, h1, h2, h3]))
}

/// a += b under the mask. The carry.
fn add(a: &mut [u32], b: &[u32], mask: Mask) -> u32 {
    let mut carry = 0;
    for (a, b) in a.iter_mut().zip(b) {
        (*a, carry) = plus(*a, b & mask, carry);
    }
    carry
}

/// a −= b under the mask, b no longer than a. All bits if it would be negative.
fn subtract(a: &mut [u32], b: &[u32], mask: Mask) -> Mask {
    let mut borrow = 0;
    for (a, b) in a.iter_mut().zip(b.iter().chain(core::iter::repeat(&0))) {
        (*a, borrow) = minus(*a, b & mask, borrow);
    }
    borrow.wrapping_neg()
}

/// Whether a < b, of one length.
fn is_less(a: &[u32], b: &[u32]) -> Mask {
    let borrow = a.iter().zip(b).fold(0, |borrow, (a, b)| minus(*a, *b, borrow).1);
    borrow.wrapping_neg()
}

fn is_even(a: &[u32]) -> Mask {
    a.first().map_or(0, |low| (low & 1).wrapping_sub(1))
}

fn swap(a: &mut [u32], b: &mut [u32], mask: Mask) {
    for (a, b) in a.iter_mut().zip(b) {
        let changed = (*a ^ *b) & mask;
        *a ^= changed;
        *b ^= changed;
    }
}

/// a /= 2 under the mask; `above` is the bit above the highest.
fn halve(a: &mut [u32], mut above: u32, mask: Mask) {
    for word in a.iter_mut().rev() {
        let half = *word >> 1 | above << 31;
        above = *word & 1;
        *word ^= (*word ^ half) & mask;
    }
}

/// Adds b·c to the words of `sum` from `first` on, of which those above b are still zero.
fn add_product(sum: &mut [u32], first: usize, b: &[u32], c: u32) {
    let mut carry = 0;
    let mut words = sum.iter_mut().skip(first);
    for (b, word) in b.iter().zip(words.by_ref()) {
        (*word, carry) = multiply_add(*word, *b, c, carry);
    }
    if let Some(word) = words.next() {
        *word = carry;
    }
}

/// a −= b·c modulo the length of a.
fn subtract_product(a: &mut [u32], b: &[u32], c: u32) {
    let (mut carry, mut borrow) = (0, 0);
    for (a, b) in a.iter_mut().zip(b.iter().chain(core::iter::repeat(&0))) {
        let product;
        (product, carry) = multiply_add(0, *b, c, carry);
        (*a, borrow) = minus(*a, product, borrow);
    }
}

/// x⁻¹ modulo 2^32, x odd. x itself is right in three bits, and each step doubles them.
fn word_inverse(x: u32) -> u32 {
    (0..4).fold(x, |y, _| y.wrapping_mul(2_u32.wrapping_sub(x.wrapping_mul(y))))
}

/// The number modulo e. 2^16 is −1, so 2^32 is 1.
fn modulo_e(words: &[u32]) -> u32 {
    words.iter().fold(0, |rest, word| fold_e(u64::from(rest).wrapping_add(u64::from(*word))))
}

fn product_mod_e(a: u32, b: u32) -> u32 {
    fold_e(u64::from(a).wrapping_mul(u64::from(b)))
}

/// x modulo e, x below 2^32 + 2^17: without a division, whose time depends on what is divided.
fn fold_e(x: u64) -> u32 {
    let [l0, l1, h0, h1, h2, ..] = x.to_le_bytes();
    let low = u32::from(u16::from_le_bytes([l0, l1]));
    let rest = low.wrapping_sub(u32::from_le_bytes([h0, h1, h2, 0]));
    // From −e on.
    rest.wrapping_add(E & (rest >> 31).wrapping_neg())
}

#[cfg(test)]
mod tests;
