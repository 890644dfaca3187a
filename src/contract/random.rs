//! `POST …/gen-random`

use alloc::string::String;

use serde::Serialize;

use super::error::{Code, Error};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;

/// How much randomness is asked for.
#[derive(Debug)]
pub struct GenRandomRequest {
    /// In bytes: 1 to 1024. On the wire in bits.
    pub bytes: usize,
}

/// The randomness.
#[derive(Debug, Serialize)]
pub struct GenRandomResponse {
    /// Upper-case hexadecimal digits.
    pub random_data: Secret<String>,
}

const RANDOM_DATA_LENGTH: Rule = Rule::new(
    "random_data_length",
    Code::Kms1801,
    "random_data_length must be 8 to 8192 bits, a multiple of 8, as text.",
);

impl Request for GenRandomRequest {
    const MEMBERS: &'static [&'static str] = &[RANDOM_DATA_LENGTH.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let bits = RANDOM_DATA_LENGTH.number(members)?;
        let bits = RANDOM_DATA_LENGTH.required(bits)?;
        let bytes = bytes_of(bits, &RANDOM_DATA_LENGTH, Code::Kms1802)?;
        sequence(members)?;
        Ok(Self { bytes })
    }
}

/// The bytes of a length in bits, 8 to 8192. `uneven` is the code of one that is no multiple of 8.
pub(super) fn bytes_of(bits: u64, rule: &Rule, uneven: Code) -> Result<usize, Error> {
    if !(8..=8192).contains(&bits) {
        return Err(rule.invalid());
    }
    if !bits.is_multiple_of(8) {
        return Err(Error { code: uneven, ..rule.invalid() });
    }
    usize::try_from(bits / 8).map_err(|_| rule.invalid())
}
