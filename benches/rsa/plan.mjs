// What is timed where, and how many keys of it.

const SPECS = ['RSA_2048', 'RSA_3072', 'RSA_4096']

/** Keys of each spec. A time is nearly exponential, so the mean of 100 is off by 7 % as a rule. */
const FULL = [100, 40, 40]
/** A kernel that this host has but does not choose, or another way to the same engine. */
const FIRST = [100]
/** Those that need seconds a key. */
const RUSTCRYPTO = [40, 20, 10]
const PURE_JAVASCRIPT = [20]
const OPENSSL = [40, 20, 20]
const OLD_WEBKIT = [100, 40, 20]

const OURS = { 'ours-1': FULL, 'ours-2': FULL, 'ours-0': FULL }

/** One process or page each, so that no engine's garbage or compiled code weighs on another kernel. */
export const PROCESSES = [
  inHost('newest-node', 'fma', { ...OURS, webcrypto: FULL, 'node-crypto': FULL, rustcrypto: RUSTCRYPTO }),
  inHost('newest-node', 'simd128', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('newest-node', 'scalar', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('newest-node', 'fma', { 'ours-1': PURE_JAVASCRIPT, webcrypto: PURE_JAVASCRIPT, forge: PURE_JAVASCRIPT, jsrsasign: PURE_JAVASCRIPT }),
  inHost('node', 'fma', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('node', 'simd128', { ...OURS, webcrypto: FULL, 'node-crypto': OPENSSL, rustcrypto: RUSTCRYPTO }),
  inHost('node', 'scalar', { 'ours-1': FIRST, webcrypto: FIRST }),
  inHost('node', 'simd128', { 'ours-1': OPENSSL, webcrypto: OPENSSL, openssl: OPENSSL, 'openssl-empty': OPENSSL, forge: PURE_JAVASCRIPT, jsrsasign: PURE_JAVASCRIPT }),
  inHost('chromium', 'fma', { 'ours-1': FULL, 'ours-2': FULL, webcrypto: FULL }),
  inHost('chromium', 'simd128', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('chromium', 'scalar', { 'ours-1': FIRST, webcrypto: FIRST }),
  inHost('firefox', 'fma', { 'ours-1': FULL, 'ours-2': FULL, webcrypto: FULL }),
  inHost('firefox', 'simd128', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('firefox', 'scalar', { 'ours-1': FIRST, webcrypto: FIRST }),
  inHost('webkit', 'fma', { 'ours-1': FULL, webcrypto: FULL }),
  inHost('webkit', 'simd128', { 'ours-1': FULL, 'ours-2': FULL, webcrypto: FULL }),
  inHost('wpe', 'scalar', { 'ours-1': OLD_WEBKIT, webcrypto: OLD_WEBKIT }),
]

/** Keys in a fresh process or page, of which the median is told. */
export const FIRST_KEYS = 15

/** RSA_4096 keys during which the page is watched, and calls that are aborted. */
export const WATCHED = { keys: 20, aborts: 20 }

/** Primes searched to see where the time goes: their count is the same for all kernels. */
export const SEARCHES = { fma: 100, simd128: 30, scalar: 10 }

/** The same with few keys: whether everything runs. */
export const quick = (count) => Math.ceil(count / 20)

function inHost(host, kernel, subjects) {
  const keys = {}
  for (const [i, spec] of SPECS.entries()) {
    const counts = Object.entries(subjects).filter(([, counts]) => counts[i]).map(([name, counts]) => [name, counts[i]])
    if (counts.length > 0) keys[spec] = Object.fromEntries(counts)
  }
  return { host, kernel, keys }
}
