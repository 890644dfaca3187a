//! Compressed points (SEC 1, 2.3.4), by the arithmetic that RSA has anyway: the square roots of four
//! fields of their own would be a twentieth of the module.

use alloc::vec::Vec;

use crypto_bigint::BoxedUint;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};

/// y² = x³ + ax + b over a field whose prime is 3 modulo 4. The numbers are hexadecimal digits, of the
/// prime's length.
pub(super) struct Equation {
    pub(super) p: &'static str,
    pub(super) a: &'static str,
    pub(super) b: &'static str,
}

impl Equation {
    /// The point 04 ‖ x ‖ y that 02 ‖ x or 03 ‖ x is the short form of. If there is none, it is of an x
    /// that has no y; whoever reads a point sees whether it is on the curve.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(super) fn decompressed(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (tag @ (2 | 3), digits) = bytes.split_first()? else { return None };
        let (p, a, b) = (integer(self.p)?, integer(self.a)?, integer(self.b)?);
        let field = BoxedMontyParams::new(p.to_odd().into_option()?);
        let [x, a, b] = [BoxedUint::from_be_slice(digits, p.bits_precision()).ok()?, a, b]
            .map(|number| BoxedMontyForm::new(number, &field));
        let square = x.square().add(&a).mul(&x).add(&b);
        // (p + 1) / 4.
        let exponent = p.shr(2).wrapping_add(BoxedUint::one());
        let root = square.pow(&exponent);
        let y = root.retrieve().to_be_bytes();
        let is_meant = y.last()? & 1 == tag & 1;
        let y = if is_meant { y } else { root.neg().retrieve().to_be_bytes() };
        Some([&[4], digits, &y].concat())
    }
}

fn integer(digits: &str) -> Option<BoxedUint> {
    let bytes = base16ct::upper::decode_vec(digits).ok()?;
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    BoxedUint::from_be_slice(&bytes, bits).ok()
}
