// The kernels inside kms.wasm: small modules that import nothing, agree with each other, keep nothing, and
// are chosen by what the engine accepts and the processor computes.
//   node --test tests/node/kernels.test.mjs
import assert from 'node:assert/strict'
import { checkPrimeSync, createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { freshCopy } from './copy.mjs'
import { bigEndian, composites } from './weak-rsa.mjs'

const NAMES = ['fma', 'simd128', 'scalar']
const core = new WebAssembly.Module(readFileSync(new URL(import.meta.resolve('pocket-kms/kms.wasm'))))
const bytesOf = (name) => WebAssembly.Module.customSections(core, `kernel.${name}`)[0]
/** Those that this engine accepts. */
const accepted = NAMES.filter((name) => WebAssembly.validate(bytesOf(name)))
const WIDTHS = [1024, 1536, 2048]
const PARTS = 6
const DONE = 1
/** Who has chosen the primes of a key. */
const CALLERS = 0
const OURS = 1
const DER = { type: 'pkcs8', format: 'der' }
const SPKI = { type: 'spki', format: 'der' }

suite('kms.wasm', () => {
  test('holds a kernel of each kind, and this engine accepts one at least', () => {
    for (const name of NAMES) assert.equal(WebAssembly.Module.customSections(core, `kernel.${name}`).length, 1, name)
    assert.ok(accepted.includes('scalar'))
  })

  test('has no search of its own: nothing that it exports tells of primes', () => {
    const names = WebAssembly.Module.exports(core).map(({ name }) => name)
    assert.deepEqual(names.filter((name) => /prime|search|sieve/i.test(name)), [])
  })
})

for (const name of accepted) {
  suite(`the kernel ${name}`, () => {
    test('imports nothing and exports exactly what the package calls', () => {
      const module = new WebAssembly.Module(bytesOf(name))
      assert.deepEqual(WebAssembly.Module.imports(module), [])
      const names = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function').map((e) => e.name)
      assert.deepEqual(names.toSorted(), [
        'buffer', 'is_exact', 'mean_candidates', 'proof_randomness', 'prove', 'search', 'step', 'stop', 'tested',
      ])
    })

    for (const bits of WIDTHS) {
      test(`finds primes of ${bits} bits`, () => {
        const kernel = start(name)
        for (let i = 0; i < 3; i++) {
          const prime = search(kernel, randomBytes(bits / 8))
          if (prime) assert.ok(checkPrimeSync(prime) && prime[0] >= 0xc0)
        }
      })

      test(`proves a key of OpenSSL's with primes of ${bits} bits, and none with a wrong number`, () => {
        const kernel = start(name)
        const numbers = numbersOf(2 * bits)
        assert.deepEqual([OURS, CALLERS].map((whose) => prove(kernel, bits, numbers, whose)), [true, true])
        for (let i = 0; i < 4; i++) {
          const wrong = numbers.map((number) => Buffer.from(number))
          wrong[i][wrong[i].length - 1] ^= 2
          for (const whose of [OURS, CALLERS]) {
            assert.equal(prove(kernel, bits, wrong, whose), false, ['p', 'q', 'dp', 'dq'][i])
          }
        }
      })

      test(`takes none of the worst composites of ${bits} bits for a prime of a caller's`, () => {
        const kernel = start(name)
        const [, q, , dq] = numbersOf(2 * bits)
        for (const { number, exponent } of composites(bits)) {
          const [p, dp] = [number, exponent].map((it) => bigEndian(it, bits / 8))
          assert.equal(prove(kernel, bits, [p, q, dp, dq], CALLERS), false)
        }
      })

      test(`draws bases of ${bits} bits for 64 rounds unless it is told that the primes are ours`, () => {
        const kernel = start(name)
        const least = (rounds) => 2 * (rounds + 1) * (bits / 8 + 3)
        for (const whose of [CALLERS, undefined, 2, -1, NaN]) assert.ok(drawn(kernel, bits, whose) >= least(64))
        assert.ok(drawn(kernel, bits, OURS) < least(8))
      })

      test(`keeps nothing of a prime of ${bits} bits, of its start or of its proof`, () => {
        const kernel = start(name)
        let start_, prime
        do {
          start_ = randomBytes(bits / 8)
          prime = search(kernel, start_, false)
        } while (!prime)
        assert.ok(found(kernel, prime) > 0, 'the test sees a prime that is there')
        kernel.stop()
        assert.deepEqual([found(kernel, prime), found(kernel, start_)], [0, 0])

        const numbers = numbersOf(2 * bits)
        prove(kernel, bits, numbers)
        assert.deepEqual(numbers.map((number) => found(kernel, number)), [0, 0, 0, 0])
      })
    }

    test('keeps nothing of a search that is stopped half way', () => {
      const kernel = start(name)
      const start_ = randomBytes(256)
      put(kernel, start_)
      kernel.search(2048)
      for (let i = 0; i < 3; i++) kernel.step()
      kernel.stop()
      // The step after the first may have been the last.
      assert.equal(found(kernel, start_), 0)
    })

    test('refuses lengths that there are no keys of, and says that there is nothing to do', () => {
      const kernel = start(name)
      for (const bits of [0, 8, 512, 1032, 3072, 4096, 2 ** 31 - 1]) {
        assert.equal(kernel.search(bits), 0, String(bits))
        assert.equal(kernel.prove(bits, OURS, 0, 1), 0, String(bits))
        assert.equal(kernel.step(), 2)
      }
    })
  })
}

test('from one start all kernels find the same prime', (t) => {
  let primes = 0
  for (const bits of WIDTHS) {
    for (let i = 0; i < 4; i++) {
      const from = createHash('shake256', { outputLength: bits / 8 }).update(`${bits} ${i}`).digest()
      const [first, ...others] = accepted.map((name) => String(search(start(name), from)?.toString('hex')))
      for (const other of others) assert.equal(other, first)
      primes += first !== 'undefined'
    }
  }
  t.diagnostic(`${primes} primes found alike by ${accepted.join(', ')}`)
})

suite('the kernel of a key is', () => {
  /** Makes a key with a fresh copy of the package, and tells which kernels were compiled for it. */
  const compiledWith = async (change) => {
    const { validate, compile } = WebAssembly
    const compiled = []
    WebAssembly.compile = (bytes) => {
      const name = NAMES.find((name) => bytesOf(name).byteLength === bytes.byteLength)
      if (name) compiled.push(name)
      return compile(bytes)
    }
    change()
    try {
      const { createKey } = await freshCopy()
      const made = await createKey({ key_alias: 'a', key_spec: 'RSA_2048' }, { maxWorkers: 0 }).catch(({ code }) => code)
      return [compiled, made.material?.spec ?? made]
    } finally {
      Object.assign(WebAssembly, { validate, compile })
      setInstance(Instance)
    }
  }
  const refusing = (...names) => () => {
    const { validate } = WebAssembly
    WebAssembly.validate = (bytes) => !names.some((name) => bytesOf(name).byteLength === bytes.byteLength) && validate(bytes)
  }

  test('the first that the engine accepts', async () => {
    assert.deepEqual(await compiledWith(() => {}), [[accepted[0]], 'RSA_2048'])
  })

  test('simd128 where relaxed instructions are missing', async () => {
    assert.deepEqual(await compiledWith(refusing('fma')), [['simd128'], 'RSA_2048'])
  })

  test('scalar where there are no vectors at all', async () => {
    assert.deepEqual(await compiledWith(refusing('fma', 'simd128')), [['scalar'], 'RSA_2048'])
  })

  test('the next one where the first is accepted and computes wrongly', async () => {
    const [first, second] = accepted
    const outcome = await compiledWith(() => {
      let instances = 0
      replaceExports((exports) => (instances++ === 0 ? { ...exports, is_exact: () => 0 } : exports))
    })
    assert.deepEqual(outcome, [[first, second], 'RSA_2048'])
  })

  test('none where none works: an error that says so, and no endless search', async () => {
    assert.deepEqual(await compiledWith(refusing(...NAMES)), [[], 'ERR_WASM_LOAD'])
  })

  test('not looked for until an RSA key is asked for', async () => {
    const { compile } = WebAssembly
    let compiled = 0
    WebAssembly.compile = (bytes) => {
      compiled++
      return compile(bytes)
    }
    try {
      const { createKey } = await freshCopy()
      await createKey({ key_alias: 'a', key_spec: 'SM2' })
      assert.equal(compiled, 1)
    } finally {
      WebAssembly.compile = compile
    }
  })
})

test('a search that never ends is ended: a machine that finds no prime gets an error', async () => {
  let searches = 0
  const refused = await madeWith((exports) => ({
    ...exports,
    search: (bits) => {
      searches++
      return exports.search(bits)
    },
    // Every window is searched in vain.
    step: () => 2,
  }))
  assert.deepEqual([refused.code, refused.status], ['ERR_INTERNAL', 500])
  assert.equal(searches, 128)
})

test('a key that fails its proof does not leave', async () => {
  let isProof = false
  const refused = await madeWith((exports) => ({
    ...exports,
    search: (bits) => {
      isProof = false
      return exports.search(bits)
    },
    prove: (...part) => {
      isProof = true
      return exports.prove(...part)
    },
    step: () => (isProof ? 2 : exports.step()),
  }))
  assert.equal(refused.code, 'ERR_INTERNAL')
  assert.match(refused.message, /failed its proof/)
})

const { Instance } = WebAssembly

/** What a kernel exports from now on: `change` of its exports. */
function replaceExports(change) {
  const construct = (target, [module]) => ({ exports: change(new target(module).exports) })
  setInstance(new Proxy(Instance, { construct }))
}

function setInstance(value) {
  Object.defineProperty(WebAssembly, 'Instance', { value, writable: true, configurable: true })
}

/** The outcome of a call with changed kernels: the key, or the error. */
async function madeWith(change) {
  replaceExports(change)
  try {
    const { createKey } = await freshCopy()
    return await createKey({ key_alias: 'a', key_spec: 'RSA_2048' }, { maxWorkers: 0 }).catch((error) => error)
  } finally {
    setInstance(Instance)
  }
}

function start(name) {
  return new WebAssembly.Instance(new WebAssembly.Module(bytesOf(name))).exports
}

function put(kernel, bytes) {
  new Uint8Array(kernel.memory.buffer).set(bytes, kernel.buffer())
}

/** The prime above a start, or undefined if its window holds none. */
function search(kernel, from, stops = true) {
  put(kernel, from)
  assert.equal(kernel.search(from.length * 8), 1)
  const status = driven(kernel)
  const prime = Buffer.from(kernel.memory.buffer.slice(kernel.buffer(), kernel.buffer() + from.length))
  if (stops || status !== DONE) kernel.stop()
  return status === DONE ? prime : undefined
}

/** In six parts, as the package does it. */
function prove(kernel, bits, numbers, whose = OURS) {
  return Array.from({ length: PARTS }, (_, part) => {
    const length = kernel.proof_randomness(bits, whose, part, PARTS)
    if (length === 0) return true
    put(kernel, Buffer.concat([...numbers, randomBytes(length)]))
    assert.equal(kernel.prove(bits, whose, part, PARTS), 1)
    const status = driven(kernel)
    kernel.stop()
    return status === DONE
  }).every(Boolean)
}

/** The bytes that all parts of a proof draw. */
function drawn(kernel, bits, whose) {
  let sum = 0
  for (let part = 0; part < PARTS; part++) sum += kernel.proof_randomness(bits, whose, part, PARTS)
  return sum
}

function driven(kernel) {
  for (let steps = 0; steps < 10_000; steps++) {
    const status = kernel.step()
    if (status) return status
  }
  assert.fail('no end')
}

/** p, q, d mod p − 1 and d mod q − 1 of a key that OpenSSL has made; its p may have 9 zeros below the lowest 1. */
function numbersOf(modulusLength) {
  for (;;) {
    // As DER in between: Node 20 never returns from exporting a pair's own key object as a JWK.
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength, privateKeyEncoding: DER, publicKeyEncoding: SPKI })
    const jwk = createPrivateKey({ key: privateKey, ...DER }).export({ format: 'jwk' })
    const [p, q, dp, dq] = ['p', 'q', 'dp', 'dq'].map((name) => {
      const bytes = Buffer.from(jwk[name], 'base64url')
      return Buffer.concat([Buffer.alloc(modulusLength / 16 - bytes.length), bytes])
    })
    const isBarred = [p, q].some((prime) => (prime.readUInt16BE(prime.length - 2) & 511) === 1)
    if (!isBarred) return [p, q, dp, dq]
  }
}

/** How many pieces of a number are in the kernel's memory: bytes in both orders, limbs of 28 and of 51 bits. */
function found(kernel, number) {
  const memory = Buffer.from(kernel.memory.buffer)
  return piecesOf(number).filter((piece) => memory.includes(piece)).length
}

function piecesOf(number) {
  const pieces = []
  for (const bytes of [Buffer.from(number), Buffer.from(number).reverse()]) {
    for (let i = 0; i + 16 <= bytes.length; i += 16) pieces.push(bytes.subarray(i, i + 16))
  }
  const limbs28 = limbsOf(number, 28n)
  for (let i = 0; i + 1 < limbs28.length; i += 2) {
    const pair = Buffer.alloc(8)
    pair.writeUInt32LE(Number(limbs28[i]), 0)
    pair.writeUInt32LE(Number(limbs28[i + 1]), 4)
    pieces.push(pair)
  }
  for (const limb of limbsOf(number, 51n)) {
    const float = Buffer.alloc(8)
    float.writeDoubleLE(Number(limb))
    pieces.push(float)
  }
  return pieces
}

/** The full limbs of a number; the last one, which may be short, is left out. */
function limbsOf(number, radix) {
  const limbs = []
  let rest = BigInt(`0x${Buffer.from(number).toString('hex')}`)
  for (; rest >> radix; rest >>= radix) limbs.push(rest & ((1n << radix) - 1n))
  return limbs
}
