//! Randomness that is watched while it is drawn.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "kms")]
use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::contract::error::{Code, Error};
#[cfg(feature = "kms")]
use crate::host::Host;

/// The bytes of a block. Two blocks of a sound source are alike about once in 2^256 draws.
const BLOCK: usize = 32;

/// The fewest different bytes in a block. A sound source goes below about once in 2^164 draws.
const MIN_DISTINCT: usize = 5;

/// So many equal bytes in a row are too many (SP 800-90B, 4.4.1, with 8 bits of entropy a byte): what a
/// source leaves that fills half of a block. A sound one gives them about once in 2^75 draws.
const MOST_EQUAL: usize = 11;

/// Where random bytes come from. A [`Host`](crate::host) is one.
pub trait Entropy {
    /// Fills `bytes` with randomness fit for keys.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is none to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;

    /// The watch over what [`Entropy::fill`] gives: one for as long as the source lives.
    fn watch(&self) -> &Watch;
}

#[cfg(feature = "kms")]
impl<H: Host> Entropy for H {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        Host::fill(self, bytes)
    }

    fn watch(&self) -> &Watch {
        Host::watch(self)
    }
}

/// A source's randomness, checked block by block before any of it is used, after the repetition count
/// test of SP 800-90B, 4.4.1: a source that is stuck, silent or repeating ends in an error.
pub struct Random<'s> {
    source: &'s dyn Entropy,
}

/// What is known of the last two blocks that a source has given, as many as a call of it gives at most: enough
/// to tell if they come again, whoever asks for them, and nothing that anything could be made of.
#[derive(Debug, Default)]
pub struct Watch([AtomicU64; 4]);

/// Half of a block's SHA-256. Two sound blocks have the same once in 2^128 draws.
type Mark = [u64; 2];

impl Watch {
    /// A watch that has seen nothing.
    pub const fn new() -> Self {
        Self([const { AtomicU64::new(0) }; 4])
    }

    /// Whether `block` is one of the two before. From now on it is the last.
    fn has_seen(&self, block: &[u8; BLOCK]) -> bool {
        let mut mark = Mark::default();
        for (half, bytes) in mark.iter_mut().zip(Sha256::digest(block).as_chunks().0) {
            *half = u64::from_be_bytes(*bytes);
        }
        let [a, b, c, d] = self.0.each_ref().map(|half| half.load(Ordering::Relaxed));
        let (last, one_before) = ([a, b], [c, d]);
        for (half, value) in self.0.iter().zip([mark, last].as_flattened()) {
            half.store(*value, Ordering::Relaxed);
        }
        mark == last || mark == one_before
    }
}

impl<'s> Random<'s> {
    pub(super) const STUCK: Error =
        Error::new(Code::Random, "It gives the same bytes again and again.");

    /// Draws from `source` whenever it is asked, and keeps nothing in stock.
    pub fn new(source: &'s impl Entropy) -> Self {
        Self { source }
    }

    /// Fills `bytes`.
    ///
    /// # Errors
    /// `ERR_RANDOM` if the source has no randomness to give, or gives a block that repeats one of the two
    /// before or its own first half, that holds fewer than five different bytes, or eleven equal ones in a row.
    pub fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        for part in bytes.chunks_mut(BLOCK) {
            let mut block = Zeroizing::new([0; BLOCK]);
            self.source.fill(&mut *block)?;
            self.watch(&block)?;
            for (to, from) in part.iter_mut().zip(block.iter()) {
                *to = *from;
            }
        }
        Ok(())
    }

    /// Two blocks that no secret is made of, for what is drawn so often that a call of the host counts: they
    /// are drawn by one.
    ///
    /// # Errors
    /// As [`Self::fill`].
    #[cfg(feature = "kms")]
    pub(super) fn two_blocks(&mut self) -> Result<[[u8; BLOCK]; 2], Error> {
        let mut blocks = [[0; BLOCK]; 2];
        self.source.fill(blocks.as_flattened_mut())?;
        for block in &blocks {
            self.watch(block)?;
        }
        Ok(blocks)
    }

    fn watch(&self, block: &[u8; BLOCK]) -> Result<(), Error> {
        if self.source.watch().has_seen(block) || !is_varied(block) {
            return Err(Self::STUCK);
        }
        Ok(())
    }
}

impl fmt::Debug for Random<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

/// The randomness of one operation, as the primitives ask for it. They forget why a draw has failed;
/// this remembers it.
#[cfg(feature = "kms")]
pub(super) struct Draws<'r, 'h> {
    random: &'r mut Random<'h>,
    failure: Option<Error>,
}

#[cfg(feature = "kms")]
impl<'r, 'h> Draws<'r, 'h> {
    pub(super) fn new(random: &'r mut Random<'h>) -> Self {
        Self { random, failure: None }
    }

    /// What has come of an operation that drew: nothing, if a draw has failed, whatever the operation
    /// made of that; `otherwise` if it has failed for another reason.
    pub(super) fn outcome<T, E>(self, outcome: Result<T, E>, otherwise: Error) -> Result<T, Error> {
        match self.failure {
            Some(failure) => Err(failure),
            None => outcome.map_err(|_| otherwise),
        }
    }
}

#[cfg(feature = "kms")]
impl TryRng for Draws<'_, '_> {
    type Error = Error;

    fn try_next_u32(&mut self) -> Result<u32, Error> {
        let mut bytes = Zeroizing::new([0; 4]);
        self.try_fill_bytes(&mut *bytes)?;
        Ok(u32::from_le_bytes(*bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Error> {
        let mut bytes = Zeroizing::new([0; 8]);
        self.try_fill_bytes(&mut *bytes)?;
        Ok(u64::from_le_bytes(*bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.random.fill(bytes).inspect_err(|error| self.failure = Some(*error))
    }
}

#[cfg(feature = "kms")]
impl TryCryptoRng for Draws<'_, '_> {}

fn is_varied(block: &[u8; BLOCK]) -> bool {
    let (first, second) = block.split_at(BLOCK / 2);
    let is_long = |run: &[u8]| run.len() >= MOST_EQUAL;
    distinct(block) >= MIN_DISTINCT
        && first != second
        && !block.chunk_by(|one, next| one == next).any(is_long)
}

fn distinct(block: &[u8; BLOCK]) -> usize {
    block.iter().enumerate().filter(|(i, byte)| !block.iter().take(*i).any(|b| b == *byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repeats `period`, byte by byte.
    struct Repeats(&'static [u8], Watch);

    impl Entropy for Repeats {
        fn watch(&self) -> &Watch {
            &self.1
        }

        fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
            for (to, from) in bytes.iter_mut().zip(self.0.iter().cycle()) {
                *to = *from;
            }
            Ok(())
        }
    }

    fn drawn(host: &impl Entropy, length: usize) -> Result<(), Code> {
        Random::new(host).fill(&mut vec![0; length]).map_err(|error| error.code)
    }

    fn repeats(period: &'static [u8]) -> Repeats {
        Repeats(period, Watch::default())
    }

    #[test]
    fn a_stuck_source_is_refused_before_a_byte_of_it_is_used() {
        for stuck in [[0x00], [0x5a], [0xff]] {
            assert_eq!(drawn(&repeats(Box::leak(Box::new(stuck))), 1), Err(Code::Random));
        }
    }

    #[test]
    fn a_source_of_four_different_bytes_is_refused_and_one_of_five_is_not() {
        assert_eq!(drawn(&repeats(&[1, 2, 3, 4]), 32), Err(Code::Random));
        assert_eq!(drawn(&repeats(&[1, 2, 3, 4, 5]), 32), Ok(()));
    }

    #[test]
    fn a_source_that_gives_the_same_block_twice_is_refused() {
        assert_eq!(drawn(&repeats(&[1, 2, 3, 4, 5, 6, 7]), 32), Ok(()));
        assert_eq!(drawn(&repeats(&[1, 2, 3, 4, 5, 6, 7]), 64), Err(Code::Random));
    }

    #[test]
    fn a_source_that_gives_the_same_block_to_one_and_then_to_another_is_refused() {
        let host = repeats(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!([(); 2].map(|()| drawn(&host, 12)), [Ok(()), Err(Code::Random)]);
    }

    #[cfg(feature = "kms")]
    #[test]
    fn a_source_that_gives_the_same_two_blocks_again_is_refused_however_they_are_asked_for() {
        let period: &'static [u8] = Box::leak((0..64).collect::<Vec<u8>>().into());
        for is_asked_for_one in [false, true] {
            let host = repeats(period);
            assert!(Random::new(&host).two_blocks().is_ok());
            let again = if is_asked_for_one {
                drawn(&host, 1)
            } else {
                Random::new(&host).two_blocks().map(drop).map_err(|error| error.code)
            };
            assert_eq!(again, Err(Code::Random));
        }
    }

    #[test]
    fn a_block_whose_halves_are_alike_is_refused() {
        assert_eq!(drawn(&repeats(&[1, 2, 3, 4, 5, 6, 7, 8]), 1), Err(Code::Random));
    }

    #[test]
    fn a_block_with_eleven_equal_bytes_in_a_row_is_refused_and_one_with_ten_is_not() {
        let block = |equal: usize| {
            let mut bytes: Vec<u8> = (0..32).collect();
            bytes[7..7 + equal].fill(0);
            bytes
        };
        for (equal, expected) in [(10, Ok(())), (11, Err(Code::Random)), (16, Err(Code::Random))] {
            assert_eq!(drawn(&repeats(Box::leak(block(equal).into())), 1), expected, "{equal}");
        }
    }

    #[test]
    fn a_source_that_leaves_the_buffer_as_it_was_is_refused() {
        assert_eq!(drawn(&repeats(&[]), 16), Err(Code::Random));
    }
}
