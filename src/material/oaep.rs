//! The padding of RSAES-OAEP, taken off: RFC 8017, 7.1.2, with SHA-256 twice and no label.
//!
//! Not that of the crate rsa, which leaves the first octet unread, so that it cannot leak (Manger,
//! CRYPTO 2001), and accepts what the RFC has refused. Here it is read with the rest: nothing about
//! the padding is known before all of it is, by its time or otherwise.

use alloc::vec::Vec;

use elliptic_curve::subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The length of a hash, in bytes.
const HASH: usize = 32;

/// The message in `encoded`, which is of the modulus's length; none if the padding is wrong anywhere.
pub(super) fn decoded(encoded: &mut [u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (first, rest) = encoded.split_first_mut()?;
    let (seed, block) = rest.split_first_chunk_mut::<HASH>()?;
    add_mask(seed, block);
    add_mask(block, seed);
    let (hash, padded) = block.split_first_chunk::<HASH>()?;

    let mut is_right = first.ct_eq(&0) & hash.as_slice().ct_eq(&Sha256::digest([]));
    let mut is_before = Choice::from(1);
    let mut start = 0;
    for (next, octet) in (1_u32..).zip(padded) {
        let is_mark = is_before & octet.ct_eq(&1);
        start.conditional_assign(&next, is_mark);
        is_before &= !is_mark;
        is_right &= !is_before | octet.ct_eq(&0);
    }
    is_right &= !is_before;
    if !bool::from(is_right) {
        return None;
    }
    padded.get(usize::try_from(start).ok()?..).map(|message| Zeroizing::new(message.to_vec()))
}

/// Adds MGF1 (RFC 8017, B.2.1) of `seed`.
fn add_mask(bytes: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0_u32..).zip(bytes.chunks_mut(HASH)) {
        let mask = Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        for (byte, mask) in chunk.iter_mut().zip(mask) {
            *byte ^= mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What 7.1.1 makes of a block, a seed and a first octet.
    fn encoded(first: u8, hash: &[u8], padded: &[u8]) -> Vec<u8> {
        let mut seed = [7; HASH];
        let mut block = [hash, padded].concat();
        add_mask(&mut block, &seed);
        add_mask(&mut seed, &block);
        [&[first], &seed[..], &block].concat()
    }

    fn decoded_of(first: u8, hash: &[u8], padded: &[u8]) -> Option<Vec<u8>> {
        decoded(&mut encoded(first, hash, padded)).map(|message| message.to_vec())
    }

    #[test]
    fn a_message_is_what_follows_the_first_one() {
        let hash = Sha256::digest([]);
        assert_eq!(decoded_of(0, &hash, &[0, 0, 1, 5, 6]), Some(vec![5, 6]));
        assert_eq!(decoded_of(0, &hash, &[1, 1, 0]), Some(vec![1, 0]));
        assert_eq!(decoded_of(0, &hash, &[0, 0, 0, 1]), Some(vec![]));
    }

    #[test]
    fn padding_that_is_wrong_anywhere_is_refused() {
        let hash = Sha256::digest([]);
        for first in 1..=255 {
            assert_eq!(decoded_of(first, &hash, &[0, 0, 1, 5]), None);
        }
        for i in 0..HASH {
            let mut wrong = hash;
            wrong[i] ^= 0x80;
            assert_eq!(decoded_of(0, &wrong, &[0, 0, 1, 5]), None);
        }
        assert_eq!(decoded_of(0, &hash, &[0, 2, 1, 5]), None, "something before the mark");
        assert_eq!(decoded_of(0, &hash, &[0, 0, 0, 0]), None, "no mark");
        assert_eq!(decoded_of(0, &hash, &[]), None, "nothing");
        assert_eq!(decoded(&mut []), None);
        assert_eq!(decoded(&mut [0; 64]), None);
    }
}
