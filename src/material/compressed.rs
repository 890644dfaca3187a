//! Compressed points (SEC 1, 2.3.4), by the arithmetic that RSA has anyway: the square roots of four
//! fields of their own would be a twentieth of the module.

use alloc::vec::Vec;

use crypto_bigint::BoxedUint;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};

use super::curve::CurveId;

/// y² = x³ + ax + b over a field whose prime is 3 modulo 4. The numbers are hexadecimal digits, of the
/// prime's length.
struct Equation {
    p: &'static str,
    a: &'static str,
    b: &'static str,
}

/// Sources: SP 800-186, 3.2.1; SEC 2, 2.4.1; GB/T 32918.5.
const fn equation(curve: CurveId) -> Equation {
    match curve {
        CurveId::P256 => Equation {
            p: "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
            a: "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC",
            b: "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
        },
        CurveId::P384 => Equation {
            p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
            a: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFC",
            b: "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
        },
        CurveId::Secp256k1 => Equation {
            p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F",
            a: "0000000000000000000000000000000000000000000000000000000000000000",
            b: "0000000000000000000000000000000000000000000000000000000000000007",
        },
        CurveId::Sm2 => Equation {
            p: "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF",
            a: "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC",
            b: "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93",
        },
    }
}

/// The point 04 ‖ x ‖ y that 02 ‖ x or 03 ‖ x is the short form of. If there is none, it is of an x
/// that has no y; whoever reads a point sees whether it is on the curve.
#[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
pub(super) fn decompressed(curve: CurveId, bytes: &[u8]) -> Option<Vec<u8>> {
    let (tag @ (2 | 3), digits) = bytes.split_first()? else { return None };
    let Equation { p, a, b } = equation(curve);
    let (p, a, b) = (integer(p)?, integer(a)?, integer(b)?);
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

fn integer(digits: &str) -> Option<BoxedUint> {
    let bytes = base16ct::upper::decode_vec(digits).ok()?;
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    BoxedUint::from_be_slice(&bytes, bits).ok()
}
