// How long createKey takes, beside what the platform needs for the same key, in one run.
//   node create-key.mjs        (or `make bench`, which installs the package beside it)
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createKey } from 'pocket-kms'

const { subtle } = crypto
const RSA = { name: 'RSA-PSS', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) }

/** For each spec: how many keys are timed, and the platform's way to the same key, PKCS#8 included. */
const SPECS = {
  AES_256: [500, async () => subtle.exportKey('raw', await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']))],
  SM4: [500],
  RSA_2048: [30, () => webcryptoPair({ ...RSA, modulusLength: 2048 })],
  RSA_3072: [20, () => webcryptoPair({ ...RSA, modulusLength: 3072 })],
  RSA_4096: [10, () => webcryptoPair({ ...RSA, modulusLength: 4096 })],
  EC_P256: [200, () => webcryptoPair({ name: 'ECDSA', namedCurve: 'P-256' })],
  EC_P384: [200, () => webcryptoPair({ name: 'ECDSA', namedCurve: 'P-384' })],
  SM2: [200, () => generateKeyPairSync('ec', { namedCurve: 'SM2', privateKeyEncoding: { type: 'pkcs8', format: 'der' } })],
}

console.log(`Node ${process.version}, OpenSSL ${process.versions.openssl}, ${process.arch}; milliseconds a key, private key exported`)
const rows = []
for (const [key_spec, [count, native]] of Object.entries(SPECS)) {
  const ours = async () => {
    const { material } = await createKey({ key_alias: 'bench', key_spec })
    if (native) material[key_spec === 'AES_256' ? 'secretKey' : 'privateKey'](key_spec === 'AES_256' ? 'raw' : 'pkcs8-der')
    material.dispose()
  }
  rows.push({ key_spec, keys: count, ...(await sideBySide(ours, native, count)) })
}
console.table(rows)
console.log(`First key in a fresh process, import to answer: ${firstKey()} ms (median of 15)`)

/** Times both in turn, so that whatever else the machine does meets both. */
async function sideBySide(ours, native, count) {
  const times = { ours: [], native: [] }
  for (let i = 0; i < count; i++) {
    times.ours.push(await milliseconds(ours))
    if (native) times.native.push(await milliseconds(native))
  }
  const [own, other] = [times.ours, times.native].map((list) => list.length ? list : [NaN])
  return {
    'median': rounded(median(own)), 'mean': rounded(mean(own)),
    'platform median': rounded(median(other)), 'platform mean': rounded(mean(other)),
    'ratio of means': rounded(mean(own) / mean(other)),
  }
}

async function webcryptoPair(algorithm) {
  const { privateKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify'])
  return subtle.exportKey('pkcs8', privateKey)
}

function firstKey() {
  const script = `const start = performance.now()
    const { createKey } = await import('pocket-kms')
    await createKey({ key_alias: 'first' })
    console.log(performance.now() - start)`
  const options = { cwd: import.meta.dirname, encoding: 'utf8' }
  const times = Array.from({ length: 15 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)))
  return rounded(median(times))
}

async function milliseconds(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function rounded(value) {
  return Math.round(value * 100) / 100
}

function mean(list) {
  return list.reduce((sum, value) => sum + value, 0) / list.length
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
