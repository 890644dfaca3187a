//! gen-random: random bytes.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::random::{GenRandomRequest, GenRandomResponse};
use crate::contract::secret::Secret;
use crate::host::Host;
use crate::store::Store;
use crate::text;
use zeroize::Zeroizing;

impl<S: Store, H: Host> Kms<S, H> {
    /// Random bytes.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness.
    #[allow(clippy::unused_async, reason = "every operation is called alike")]
    pub async fn gen_random(&self, request: &GenRandomRequest) -> Result<GenRandomResponse, Error> {
        let mut bytes = Zeroizing::new(vec![0; request.bytes]);
        self.random().fill(&mut bytes)?;
        Ok(GenRandomResponse { random_data: Secret::new(text::hex(&bytes)) })
    }
}
