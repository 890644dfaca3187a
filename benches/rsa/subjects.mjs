// Ways to an RSA key that there are in Node and in pages. Each gives the private key as PKCS#8.

const PUBLIC_EXPONENT = new Uint8Array([1, 0, 1])
const ALGORITHM = { name: 'RSA-PSS', hash: 'SHA-256' }

export const BITS = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 }

/** Each is (spec) => bytes. `kms` is pocket-kms; `rustcrypto` the bytes of its module, if it is timed. */
export async function hostNeutral(kms, rustcrypto) {
  return {
    'ours-1': ours(kms, 1),
    'ours-2': ours(kms, 2),
    'ours-0': ours(kms, 0),
    webcrypto,
    ...(rustcrypto && { rustcrypto: await rustCrypto(rustcrypto) }),
  }
}

/** Keys that are no keys would be no comparison. */
export async function check(pkcs8, spec) {
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign'])
  const { modulusLength, publicExponent } = key.algorithm
  if (modulusLength !== BITS[spec] || String(publicExponent) !== String(PUBLIC_EXPONENT)) {
    throw new Error(`No ${spec} key: ${modulusLength} bits, exponent ${publicExponent}.`)
  }
}

function ours({ createKey }, maxWorkers) {
  return async (key_spec) => {
    const { material } = await createKey({ key_alias: 'bench', key_spec }, { maxWorkers })
    const pkcs8 = material.privateKey('pkcs8-der')
    material.dispose()
    return pkcs8
  }
}

async function webcrypto(spec) {
  const algorithm = { ...ALGORITHM, modulusLength: BITS[spec], publicExponent: PUBLIC_EXPONENT }
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
}

async function rustCrypto(bytes) {
  const fill = (at, length) => crypto.getRandomValues(new Uint8Array(exports.memory.buffer, at, length))
  const { instance } = await WebAssembly.instantiate(bytes, { host: { fill } })
  const { exports } = instance
  return async (spec) => {
    const length = exports.generate(BITS[spec])
    return new Uint8Array(exports.memory.buffer, exports.key(), length).slice()
  }
}
