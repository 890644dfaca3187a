//! Natural numbers of up to 2,304 bits, and the little that is done with them outside a kernel.
//! Nothing here branches or indexes by a number's value.

use crate::wipe::wipe;

#[cfg(test)]
mod tests;

/// Words of 32 bits, 2,048 and what a scaled modulus adds.
const WORDS: usize = 72;

/// A natural number, little-endian. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct Natural([u32; WORDS]);

impl Natural {
    pub(crate) const ZERO: Self = Self([0; WORDS]);

    pub(crate) fn of(value: u32) -> Self {
        let mut number = Self::ZERO;
        number.0[0] = value;
        number
    }

    /// The number that `bytes` are, big-endian. Bytes beyond the highest word are not read.
    pub(crate) fn from_be_bytes(bytes: &[u8]) -> Self {
        let mut number = Self::ZERO;
        for (word, bytes) in number.0.iter_mut().zip(bytes.rchunks(4)) {
            *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        number
    }

    /// Fills `bytes` with the number, big-endian.
    pub(crate) fn to_be_bytes(&self, bytes: &mut [u8]) {
        for (word, bytes) in self.0.iter().zip(bytes.rchunks_mut(4)) {
            for (shift, byte) in bytes.iter_mut().rev().enumerate() {
                *byte = (word >> (8 * shift)) as u8;
            }
        }
    }

    /// The number whose limb i is `limb(i)`, below 2^radix.
    pub(crate) fn from_limbs(radix: u32, count: usize, limb: impl Fn(usize) -> u64) -> Self {
        let mut number = Self::ZERO;
        let (mut held, mut bits, mut words) = (0_u128, 0, number.0.iter_mut());
        for i in 0..count {
            held |= u128::from(limb(i)) << bits;
            bits += radix;
            while bits >= 32 {
                if let Some(word) = words.next() {
                    *word = held as u32;
                }
                held >>= 32;
                bits -= 32;
            }
        }
        if let Some(word) = words.next() {
            *word = held as u32;
        }
        number
    }

    /// The number with the bits at these positions set.
    pub(crate) fn with_bits(mut self, positions: &[usize]) -> Self {
        for position in positions {
            self.0[position / 32] |= 1 << (position % 32);
        }
        self
    }

    /// Bits `radix·i` to `radix·(i + 1)`, radix at most 51.
    pub(crate) fn limb(&self, radix: u32, i: usize) -> u64 {
        let first = i * radix as usize;
        let word = |k: usize| self.0.get(k).map_or(0, |word| u128::from(*word));
        let at = first / 32;
        let three = word(at) | word(at + 1) << 32 | word(at + 2) << 64;
        (three >> (first % 32)) as u64 & ((1 << radix) - 1)
    }

    /// The number modulo 2^64.
    pub(crate) fn low_64(&self) -> u64 {
        u64::from(self.0[1]) << 32 | u64::from(self.0[0])
    }

    pub(crate) fn words(&self) -> &[u32] {
        &self.0
    }

    pub(crate) fn bit(&self, i: usize) -> u32 {
        self.0.get(i / 32).map_or(0, |word| word >> (i % 32) & 1)
    }

    /// The position above the highest bit that is set. For numbers whose length is no secret.
    pub(crate) fn bits(&self) -> usize {
        let top = self.0.iter().rposition(|word| *word != 0);
        top.map_or(0, |top| 32 * top + (32 - self.0[top].leading_zeros() as usize))
    }

    /// The count of zeros below the lowest bit that is set, `most` at most.
    pub(crate) fn trailing_zeros(&self, most: usize) -> usize {
        let mut below = 1;
        let mut zeros = 0;
        for i in 0..most {
            below &= self.bit(i) ^ 1;
            zeros += below as usize;
        }
        zeros
    }

    /// self + other, modulo 2^2304.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        let mut carry = 0;
        for (word, other) in sum.0.iter_mut().zip(&other.0) {
            let with = u64::from(*word) + u64::from(*other) + carry;
            *word = with as u32;
            carry = with >> 32;
        }
        sum
    }

    /// self − other, modulo 2^2304, and 1 if other is the greater.
    pub(crate) fn minus(&self, other: &Self) -> (Self, u32) {
        let mut difference = self.clone();
        let mut borrow = 0;
        for (word, other) in difference.0.iter_mut().zip(&other.0) {
            let without = u64::from(*word).wrapping_sub(u64::from(*other)).wrapping_sub(borrow);
            *word = without as u32;
            borrow = without >> 63;
        }
        (difference, borrow as u32)
    }

    /// self·2^shift, modulo 2^2304.
    pub(crate) fn shifted_left(&self, shift: usize) -> Self {
        let mut shifted = Self::ZERO;
        let (words, bits) = (shift / 32, shift % 32);
        for i in words..WORDS {
            let low = if i > words { u64::from(self.0[i - words - 1]) } else { 0 };
            let both = u64::from(self.0[i - words]) << 32 | low;
            shifted.0[i] = (both << bits >> 32) as u32;
        }
        shifted
    }

    /// self / 2^shift, for a shift of at most `most` that is a secret.
    pub(crate) fn shifted_right(&self, shift: usize, most: usize) -> Self {
        let mut shifted = self.clone();
        let mut step = 1;
        while step <= most {
            let taken = mask((shift & step != 0).into());
            let (words, bits) = (step / 32, step % 32);
            for i in 0..WORDS {
                let word = |k: usize| shifted.0.get(k).map_or(0, |word| u64::from(*word));
                let both = word(i + words + 1) << 32 | word(i + words);
                let moved = (both >> bits) as u32;
                shifted.0[i] = shifted.0[i] & !taken | moved & taken;
            }
            step *= 2;
        }
        shifted
    }

    /// 2·self modulo n, for self below n.
    pub(crate) fn doubled_modulo(&self, n: &Self) -> Self {
        let doubled = self.plus(self);
        let (reduced, below) = doubled.minus(n);
        reduced.chosen(&doubled, below)
    }

    /// self if `other_one` is 0, other if it is 1.
    fn chosen(mut self, other: &Self, other_one: u32) -> Self {
        let taken = mask(other_one);
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word = *word & !taken | other & taken;
        }
        self
    }
}

impl Drop for Natural {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// All bits if `one` is 1, none if it is 0.
fn mask(one: u32) -> u32 {
    one.wrapping_neg()
}
