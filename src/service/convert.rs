//! The same in another form: keys, and what SM2 makes. No service does this, and nothing is kept.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::contract::convert::{
    CiphertextLayout, ConvertKeyRequest, ConvertLayoutRequest, ConvertedKeyInfo, SignatureLayout,
};
use crate::contract::error::Error;
use crate::host::Host;
use crate::material::{AnyKey, sm2_layout};
use crate::text::{decoded, encoded};

/// Writes a key of any form in another, after the checks of an import.
///
/// # Errors
/// `KMS.0308` or `KMS.2609` if it is no sound key, or has no such form; `KMS.0204` if raw
/// bytes lack their spec; `KMS.0331` if it is symmetric and has no halves; `ERR_RANDOM` if there is no
/// randomness for the proof of an RSA key.
pub async fn convert_key(
    request: &ConvertKeyRequest,
    key: &[u8],
    host: &impl Host,
) -> Result<(ConvertedKeyInfo, Zeroizing<Vec<u8>>), Error> {
    let key = AnyKey::read(key, request.key_spec, request.from, host).await?;
    let (kind, written) = key.write(request.to)?;
    let info = ConvertedKeyInfo { key_spec: key.spec(), kind };
    Ok((info, encoded(written, request.encoding)))
}

/// Writes an SM2 ciphertext in another layout.
///
/// # Errors
/// `KMS.0308` if it is none; `KMS.0204` if nothing tells its layout.
pub fn convert_ciphertext(
    request: &ConvertLayoutRequest<CiphertextLayout>,
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let written = sm2_layout::convert_ciphertext(&decoded(ciphertext), request.from, request.to)?;
    Ok(encoded(Zeroizing::new(written), request.encoding))
}

/// Writes an SM2 signature in another layout.
///
/// # Errors
/// `KMS.0308` if it is none.
pub fn convert_signature(
    request: &ConvertLayoutRequest<SignatureLayout>,
    signature: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let written = sm2_layout::convert_signature(&decoded(signature), request.from, request.to)?;
    Ok(encoded(Zeroizing::new(written), request.encoding))
}
