// Where the time of a key goes: the sieve, the tests of candidates, the proof, by kernel and length.
//   node parts.mjs '{ "fma": COUNT, … }'       primes to search for with each kernel
// Steps the kernels' modules by themselves; what they export is explained in primes/src/abi.rs.
import { createKey } from 'pocket-kms'
import { kernel as bytesOf } from './kernels.mjs'
import { BITS } from './subjects.mjs'

const NEXT = 0
const DONE = 1
/** The provenance of primes that a search has found. */
const OURS = 1
const WARM_UP = 5

const parts = []
for (const [kernel, searches] of Object.entries(JSON.parse(process.argv[2]))) {
  const bytes = bytesOf(kernel)
  if (!WebAssembly.validate(bytes)) continue
  const { instance } = await WebAssembly.instantiate(bytes)
  for (const spec in BITS) parts.push({ kernel, spec, ...(await partsOf(instance.exports, spec, searches)) })
}
console.log(JSON.stringify(parts))

async function partsOf(kernel, spec, searches) {
  const bits = BITS[spec] / 2
  const key = await numbersOf(spec)
  // The first make the sieve's divisors, and the engine compile a second time, better.
  for (let i = 0; i < WARM_UP; i++) {
    search(kernel, bits)
    prove(kernel, bits, key)
  }
  const found = Array.from({ length: searches }, () => search(kernel, bits))
  const proofs = Array.from({ length: searches }, () => prove(kernel, bits, key))
  const sum = (list) => list.reduce((total, value) => total + value, 0)
  const tested = found.map(({ tested }) => tested)
  return {
    expected: kernel.mean_candidates(bits),
    tested,
    sieve: sum(found.map(({ sieve }) => sieve)) / sum(found.map(({ starts }) => starts)),
    test: sum(found.map(({ tests }) => tests)) / sum(tested),
    proof: sum(proofs) / proofs.length,
  }
}

/** One prime: from how many starts, the milliseconds of their sieves and of their tests. */
function search(kernel, bits) {
  const found = { starts: 0, sieve: 0, tests: 0, tested: 0 }
  for (;;) {
    found.starts++
    put(kernel, crypto.getRandomValues(new Uint8Array(bits / 8)))
    kernel.search(bits)
    found.sieve += milliseconds(() => kernel.step())
    let status
    found.tests += milliseconds(() => { do status = kernel.step(); while (status === NEXT) })
    found.tested += kernel.tested()
    kernel.stop()
    if (status === DONE) return found
  }
}

function prove(kernel, bits, key) {
  const random = crypto.getRandomValues(new Uint8Array(kernel.proof_randomness(bits, OURS, 0, 1)))
  put(kernel, Buffer.concat([key, random]))
  kernel.prove(bits, OURS, 0, 1)
  let status
  const time = milliseconds(() => { do status = kernel.step(); while (status === NEXT) })
  kernel.stop()
  if (status !== DONE) throw new Error('A sound key has failed its proof.')
  return time
}

/** p, q, d mod p − 1, d mod q − 1. */
async function numbersOf(key_spec) {
  const { material } = await createKey({ key_alias: 'parts', key_spec })
  const { p, q, dp, dq } = material.privateKey('jwk')
  material.dispose()
  const length = BITS[key_spec] / 16
  return Buffer.concat([p, q, dp, dq].map((number) => {
    const bytes = Buffer.from(number, 'base64url')
    return Buffer.concat([Buffer.alloc(length - bytes.length), bytes])
  }))
}

function put(kernel, bytes) {
  new Uint8Array(kernel.memory.buffer, kernel.buffer(), bytes.length).set(bytes)
}

/** The processor's time, which other load hardly changes. */
function milliseconds(work) {
  const now = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  const start = now()
  work()
  return now() - start
}
