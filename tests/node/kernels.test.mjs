// The kernels, each a file of its own: small modules that import nothing, agree with each other, keep nothing, and
// are chosen by what the engine accepts and the processor computes.
//   node --test tests/node/kernels.test.mjs
import assert from 'node:assert/strict'
import { checkPrimeSync, createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { freshCopy } from './copy.mjs'
import { source } from './source.mjs'
import { bigEndian, composites } from './weak-rsa.mjs'

const NAMES = ['fma', 'simd128', 'scalar']
const fileOf = (name) => readFileSync(new URL(import.meta.resolve(`pocket-kms/${name}.wasm`)))
const bytes = Object.fromEntries(NAMES.map((name) => [name, fileOf(`rsa-${name}`)]))
const bytesOf = (name) => bytes[name]
/** Those that this engine accepts. */
const accepted = NAMES.filter((name) => WebAssembly.validate(bytesOf(name)))
const cores = { 'create-key': fileOf('create-key'), kms: fileOf('kms') }
const { hasInstructions } = source('rsa/kernels.ts')
const WIDTHS = [1024, 1536, 2048]
const PARTS = 6
const DONE = 1
/** Who has chosen the primes of a key. */
const CALLERS = 0
const OURS = 1
const DER = { type: 'pkcs8', format: 'der' }
const SPKI = { type: 'spki', format: 'der' }

test('there is a kernel of each kind, and this engine accepts one at least', () => {
  for (const name of NAMES) assert.equal(bytesOf(name).readUInt32LE(0), 0x6d73_6100, name)
  assert.ok(accepted.includes('scalar'))
})

for (const [name, file] of Object.entries(cores)) {
  test(`${name}.wasm has no kernel inside and no search of its own: nothing that it exports tells of a search`, () => {
    const core = new WebAssembly.Module(file)
    assert.deepEqual(NAMES.flatMap((kernel) => WebAssembly.Module.customSections(core, `kernel.${kernel}`)), [])
    const names = WebAssembly.Module.exports(core).map(({ name }) => name)
    assert.ok(names.includes('memory'))
    assert.deepEqual(names.filter((name) => /prime|search|sieve/i.test(name)), [])
  })
}

test('whether an engine has the instructions of a kernel is asked before it is loaded, and it accepts what it has', () => {
  for (const name of NAMES) assert.equal(hasInstructions(name), accepted.includes(name), name)
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

/** Who makes an RSA key, and with which module. */
const MAKERS = {
  createKey: { core: 'create-key', make: ({ createKey }) => createKey(request, { maxWorkers: 0 }) },
  'createKey of a Kms': {
    core: 'kms',
    async make({ Kms }) {
      const kms = await Kms.open({ maxWorkers: 0 })
      try {
        const { key_info } = await kms.createKey(request)
        const { key_info: { key_spec } } = await kms.listKeyDetail(key_info)
        return { key_info, material: { spec: key_spec } }
      } finally {
        await kms.close()
      }
    },
  },
}
const request = { key_alias: 'a', key_spec: 'RSA_2048' }

for (const [maker, { core, make }] of Object.entries(MAKERS)) {
  suite(`the kernel of a key by ${maker} is`, () => {
    /** Makes a key with a fresh copy of the package, and tells which modules were compiled for it. */
    const compiledWith = async (change) => {
      const copy = await freshCopy()
      const { validate } = WebAssembly
      const { compiled, stop } = watchCompiling()
      change()
      try {
        const made = await make(copy).catch(({ code }) => code)
        return [compiled, made.material?.spec ?? made]
      } finally {
        stop()
        WebAssembly.validate = validate
        setInstance(Instance)
      }
    }
    const refusing = (...names) => () => {
      const { validate } = WebAssembly
      const probes = names.map(probeOf)
      WebAssembly.validate = (bytes) => !probes.some((probe) => probe.equals(bytes)) && validate(bytes)
    }

    test('the first that the engine accepts', async () => {
      assert.deepEqual(await compiledWith(() => {}), [[core, accepted[0]], 'RSA_2048'])
    })

    test('simd128 where relaxed instructions are missing', async () => {
      assert.deepEqual(await compiledWith(refusing('fma')), [[core, 'simd128'], 'RSA_2048'])
    })

    test('scalar where there are no vectors at all', async () => {
      assert.deepEqual(await compiledWith(refusing('fma', 'simd128')), [[core, 'scalar'], 'RSA_2048'])
    })

    test('the next one where the first is accepted and computes wrongly', async () => {
      const [first, second] = accepted
      const outcome = await compiledWith(() => {
        let instances = 0
        replaceExports((exports) => (instances++ === 0 ? { ...exports, is_exact: () => 0 } : exports))
      })
      assert.deepEqual(outcome, [[core, first, second], 'RSA_2048'])
    })

    test('none where none works: an error that says so, and no endless search', async () => {
      assert.deepEqual(await compiledWith(refusing(...NAMES)), [[core], 'ERR_WASM_LOAD'])
    })

    test('none where each computes wrongly: the same error', async () => {
      const outcome = await compiledWith(() => replaceExports((exports) => ({ ...exports, is_exact: () => 0 })))
      assert.deepEqual(outcome, [[core, ...accepted], 'ERR_WASM_LOAD'])
    })
  })

  test(`a search by ${maker} that never ends is ended: a machine that finds no prime gets an error`, async () => {
    let searches = 0
    const refused = await madeWith(make, (exports) => ({
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

  test(`a key by ${maker} that fails its proof does not leave`, async () => {
    let isProof = false
    const refused = await madeWith(make, (exports) => ({
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
}

test('no kernel is looked for until an RSA key is asked for', async () => {
  const { createKey, Kms } = await freshCopy()
  const { compiled, stop } = watchCompiling()
  try {
    await createKey({ key_alias: 'a', key_spec: 'SM2' })
    assert.deepEqual(compiled, ['create-key'])
    const kms = await Kms.open()
    await kms.createKey({ key_alias: 'a', key_spec: 'SM2' })
    await kms.close()
    assert.deepEqual(compiled, ['create-key', 'kms'])
  } finally {
    stop()
  }
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
async function madeWith(make, change) {
  replaceExports(change)
  try {
    return await make(await freshCopy()).catch((error) => error)
  } finally {
    setInstance(Instance)
  }
}

/** The names of the modules of the package that are compiled from now on. Node compiles one of its own. */
function watchCompiling() {
  const { compile } = WebAssembly
  const compiled = []
  WebAssembly.compile = (module) => {
    const [name] = Object.entries({ ...bytes, ...cores }).find(([, file]) => file.equals(new Uint8Array(module))) ?? []
    if (name) compiled.push(name)
    return compile(module)
  }
  return { compiled, stop: () => (WebAssembly.compile = compile) }
}

/** The small module by which the package asks whether an engine has the instructions of a kernel. */
function probeOf(name) {
  const { validate } = WebAssembly
  let probe
  WebAssembly.validate = (bytes) => (probe = Buffer.from(bytes)) !== undefined
  hasInstructions(name)
  WebAssembly.validate = validate
  return probe
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
