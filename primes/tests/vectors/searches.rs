//! Reads `searches.txt`.
#![allow(dead_code, reason = "every test takes what it needs")]

use num_bigint::BigUint;

/// A start and what a search from it finds.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) bits: usize,
    /// Big-endian, of the prime's length.
    pub(crate) start: Vec<u8>,
    pub(crate) prime: Option<BigUint>,
}

pub(crate) fn cases() -> Vec<Case> {
    let lines = include_str!("searches.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(case).collect()
}

fn case(line: &'static str) -> Case {
    let fields: Vec<_> = line.split_whitespace().collect();
    let [name, bits, start, prime] = fields[..] else { panic!("four fields: {line}") };
    let bits = bits.parse().unwrap();
    let number = BigUint::parse_bytes(start.as_bytes(), 16).unwrap().to_bytes_be();
    let mut start = vec![0; bits / 8 - number.len()];
    start.extend(number);
    let prime = (prime != "nothing").then(|| BigUint::parse_bytes(prime.as_bytes(), 16).unwrap());
    Case { name, bits, start, prime }
}
