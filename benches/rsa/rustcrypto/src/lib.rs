//! RustCrypto's RSA key generation, with the randomness of the host.

use std::cell::RefCell;
use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use rsa::PrivateKey;
use rsa::pkcs8::EncodePrivateKey;

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// Fills so many bytes of the module's memory with randomness.
    fn fill(bytes: *mut u8, length: usize);
}

struct Host;

impl TryRng for Host {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        // SAFETY: the host writes to these bytes and no others.
        unsafe { fill(bytes.as_mut_ptr(), bytes.len()) };
        Ok(())
    }
}

impl TryCryptoRng for Host {}

thread_local! {
    static KEY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes a key with the public exponent 65,537 and says how long its PKCS#8 is.
#[unsafe(no_mangle)]
extern "C" fn generate(bits: usize) -> usize {
    let key = PrivateKey::new(&mut Host, bits).unwrap().to_pkcs8_der().unwrap();
    KEY.with_borrow_mut(|last| {
        *last = key.as_bytes().to_vec();
        last.len()
    })
}

/// Where the PKCS#8 of the last key is.
#[unsafe(no_mangle)]
extern "C" fn key() -> *const u8 {
    KEY.with_borrow(|last| last.as_ptr())
}
