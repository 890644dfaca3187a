//! The curves of SEC 1 and GB/T 32918.5 that keys are made on, and what containers call them.

use super::der::{self, Der};
use crate::contract::spec::Family;

/// All that is known of a curve before there is a key. A row of the table.
#[derive(Debug)]
pub(super) struct Curve {
    /// Whose arithmetic it is.
    pub(super) id: CurveId,
    /// The family of the specs on it.
    pub(super) family: Family,
    /// The content of its object identifier.
    pub(super) oid: &'static [u8],
    /// Its name in a JSON Web Key (RFC 7518, 6.2.1.1), if it has one.
    pub(super) jwk_name: Option<&'static str>,
    /// The length of a coordinate and of a scalar, in bytes.
    pub(super) length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CurveId {
    P256,
    P384,
    #[cfg(feature = "kms")]
    Secp256k1,
    Sm2,
}

/// Sources of the identifiers: RFC 5480, 2.1.1.1; SEC 2, A.2.1; GM/T 0006.
pub(super) static CURVES: &[Curve] = &[
    Curve {
        id: CurveId::P256,
        family: Family::P256,
        oid: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
        jwk_name: Some("P-256"),
        length: 32,
    },
    Curve {
        id: CurveId::P384,
        family: Family::P384,
        oid: &[0x2b, 0x81, 0x04, 0x00, 0x22],
        jwk_name: Some("P-384"),
        length: 48,
    },
    #[cfg(feature = "kms")]
    Curve {
        id: CurveId::Secp256k1,
        family: Family::Secp256k1,
        oid: &[0x2b, 0x81, 0x04, 0x00, 0x0a],
        jwk_name: Some("secp256k1"),
        length: 32,
    },
    Curve {
        id: CurveId::Sm2,
        family: Family::Sm2,
        oid: &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d],
        jwk_name: None,
        length: 32,
    },
];

/// The content of id-ecPublicKey (RFC 5480, 2.1.1).
const PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

impl Curve {
    /// The curve of a family; none if it has none of these.
    pub(super) fn of(family: Family) -> Option<&'static Self> {
        CURVES.iter().find(|curve| curve.family == family)
    }

    /// id-ecPublicKey, and the curve as its parameter.
    pub(super) fn algorithm(&self) -> Der {
        der::sequence(&[&der::object_identifier(PUBLIC_KEY), &der::object_identifier(self.oid)])
    }
}
