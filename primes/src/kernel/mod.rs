//! Montgomery arithmetic on several numbers at once, one a lane.
//!
//! A number is an array of limbs, and a limb is a vector that holds that limb of every lane's number.
//! So no operation moves anything between lanes, and no carry crosses a vector: the lanes are as many
//! independent computations that happen to share their instructions.
//!
//! # The modulus is scaled
//! Montgomery's reduction (Mathematics of Computation 44, 1985) adds q·n to a number, q chosen digit
//! by digit so that the sum's low limbs vanish, and drops these limbs: a division by R = 2^(RADIX·L)
//! modulo n. A digit is −n⁻¹ times the lowest limb. Each kernel works modulo n' = k·n instead, with
//! k < 2^RADIX chosen so that n' ≡ −1 (mod 2^RADIX). Then a digit *is* the lowest limb, and a
//! multiplication on the longest chain of dependences is gone. It costs the bits of one more limb.
//! Whatever is computed modulo n' is right modulo n.
//!
//! # Bounds
//! A reduction of x·y gives at most x·y/R + n', which has to be below R: whenever x·y ≤ R·(R − n') it
//! is. With x, y ≤ 4·n' and n' ≤ R/16, which every width below keeps, the result is at most 2·n', and
//! 4·n' when doubled: what goes in may come out. (B bits of n and RADIX of k make n' < 2^(B + RADIX);
//! the tightest is 1,536 + 28 bits in 56 limbs of 28, n' < R/16.) A random base, 24 bits longer than
//! n, may exceed 4·n' when k is small; it is below R/256, and in bounds by the first rule. Limbs always
//! come out in full, from 0 to 2^RADIX − 1.

mod radix28;
mod unchecked;

#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod fma;
#[cfg(not(target_feature = "simd128"))]
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;

/// What is kept for every lane. Kernels of fewer lanes leave the last ones unused.
pub type PerLane<T> = [T; MAX_LANES];

/// The most lanes that a kernel has.
pub const MAX_LANES: usize = 4;

/// The most entries of a table that a kernel selects from.
pub const MAX_TABLE: usize = 32;

/// A kernel, for numbers of one width.
pub trait Kernel: Sized {
    /// Numbers worked on at once.
    const LANES: usize;
    /// Bits of a limb.
    const RADIX: u32;
    /// Limbs of a number: the L of R = 2^(RADIX·L).
    const LIMBS: usize;
    /// A number a lane.
    type Number: Copy;

    /// Whether this processor computes what the kernel relies on.
    fn is_exact() -> bool;

    /// The kernel for one modulus a lane. `limb(lane, i)` is limb i of the scaled modulus n'.
    fn new(limb: impl Fn(usize, usize) -> u64) -> Self;

    /// The number whose limb i in a lane is `limb(lane, i)`, below 2^RADIX.
    fn number(limb: impl Fn(usize, usize) -> u64) -> Self::Number;

    /// Limb `i` of the number in `lane`.
    fn limb(x: &Self::Number, lane: usize, i: usize) -> u64;

    /// x ← x²/R modulo n', then doubled in the lanes whose `double` is 1 rather than 0.
    fn square(&mut self, x: &mut Self::Number, double: PerLane<u32>);

    /// x ← x·y/R modulo n'.
    fn multiply(&mut self, x: &mut Self::Number, y: &Self::Number);

    /// In each lane the table's entry of that lane's index. Every entry is read, whatever the indices.
    fn select(table: &[Self::Number], index: PerLane<u32>) -> Self::Number;
}

#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod chosen {
    use super::fma::Fma;
    /// The kernel for numbers of 1,024 bits.
    pub type Kernel1024 = Fma<22>;
    /// The kernel for numbers of 1,536 bits.
    pub type Kernel1536 = Fma<32>;
    /// The kernel for numbers of 2,048 bits.
    pub type Kernel2048 = Fma<42>;
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "relaxed-simd")))]
mod chosen {
    use super::radix28::Radix28;
    #[cfg(not(target_feature = "simd128"))]
    use super::scalar::Scalar as Limb;
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    use super::simd128::Simd128 as Limb;
    /// The kernel for numbers of 1,024 bits.
    pub type Kernel1024 = Radix28<Limb, 38>;
    /// The kernel for numbers of 1,536 bits.
    pub type Kernel1536 = Radix28<Limb, 56>;
    /// The kernel for numbers of 2,048 bits.
    pub type Kernel2048 = Radix28<Limb, 76>;
}

pub use chosen::{Kernel1024, Kernel1536, Kernel2048};

/// Lanes of the kernel, whatever the width.
pub const LANES: usize = Kernel1024::LANES;

/// `$work` with `$kernel` standing for the kernel of numbers of up to `$bits` bits.
macro_rules! at_width {
    ($bits:expr, $kernel:ident => $work:expr) => {
        match $bits {
            ..=1_024 => {
                type $kernel = $crate::kernel::Kernel1024;
                $work
            }
            1_025..=1_536 => {
                type $kernel = $crate::kernel::Kernel1536;
                $work
            }
            _ => {
                type $kernel = $crate::kernel::Kernel2048;
                $work
            }
        }
    };
}
pub(crate) use at_width;

/// Whether this processor computes what the kernel relies on. Without it a search finds nothing.
pub fn is_exact() -> bool {
    Kernel1024::is_exact()
}
