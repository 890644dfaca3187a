// RSA keys that everything fits, but that one of their primes is composite or has been made to be found out.
import { createPrivateKey } from 'node:crypto'

const E = 65537n

/** The greatest prime of that length: with it the product of any two numbers is long enough. */
export const greatest = (bits) => (1n << BigInt(bits)) - { 1024: 105n, 1536: 3453n, 2048: 1557n }[bits]

/** t + 1, 3·t + 1 and 5·t + 1: a Carmichael number that a quarter of all bases call prime. */
const WORST = {
  1024: (13n << 336n) + 5725574n, 1536: (11n << 507n) + 103760294n, 2048: (9n << 678n) + 179403846n,
}

/** 6·k + 1, 12·k + 1 and 18·k + 1: a Carmichael number that is 1 modulo 2^14, as none of its factors is. */
const MANY_TWOS = {
  1024: (3n << 336n) + 2515159793n, 1536: (10n << 505n) + 780434161n, 2048: (15n << 675n) + 37932215025n,
}

/** Composites of that length, each with an exponent that undoes e modulo it. */
export function composites(bits) {
  return [[WORST[bits], [1n, 3n, 5n], 15n], [MANY_TWOS[bits], [6n, 12n, 18n], 36n]].map(([base, times, order]) => ({
    number: times.reduce((product, by) => product * (by * base + 1n), 1n),
    exponent: inverse(E, base * order),
  }))
}

/** The key of two factors in PKCS#8, whose private exponent is that modulo (p − 1)·(q − 1). */
export function pkcs8Of(p, q) {
  const d = inverse(E, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: E, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const texts = Object.entries(numbers).map(([name, number]) => [name, bigEndian(number).toString('base64url')])
  const key = { kty: 'RSA', ...Object.fromEntries(texts) }
  return createPrivateKey({ key, format: 'jwk' }).export({ type: 'pkcs8', format: 'der' })
}

/** Keys of that many bits that are to be refused, by what is wrong with them. */
export function weakKeys(modulusBits) {
  const bits = modulusBits / 2
  const q = greatest(bits)
  const [worst, manyTwos] = composites(bits)
  return {
    'a composite p': pkcs8Of(worst.number, q),
    'a composite q': pkcs8Of(q, worst.number),
    'a composite p of many twos': pkcs8Of(manyTwos.number, q),
    'a composite q of many twos': pkcs8Of(q, manyTwos.number),
  }
}

/** Big-endian, of at least so many bytes. */
export function bigEndian(number, length = 1) {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(Math.max(2 * length, digits.length + (digits.length % 2)), '0'), 'hex')
}

/** x⁻¹ modulo n. */
function inverse(x, n) {
  let [a, b, u, v] = [n, x % n, 0n, 1n]
  while (b > 0n) [a, b, u, v] = [b, a % b, v, u - (a / b) * v]
  return ((u % n) + n) % n
}
