// An audit of RSA keys in numbers: what is wrong with one key in some hundred, or with many keys together,
// does not show in the twenty of interop.test.mjs.
//   node --test tests/interop/rsa-audit.test.mjs
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { makeKeys } from './make-keys.mjs'
import { pkey } from './programs/openssl.mjs'
import { audit, cryptography, endPython, plant } from './programs/python.mjs'

const COUNTS = { RSA_4096: 10, RSA_3072: 20, RSA_2048: 1000 }

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-rsa-audit-'))
after(() => {
  endPython()
  rmSync(folder, { recursive: true })
})
const { keys } = await makeKeys(folder, COUNTS)

for (const [spec, count] of Object.entries(COUNTS)) {
  // One program a test: side by side they keep all cores busy.
  suite(`${count} ${spec} keys`, { concurrency: true }, () => {
    test('openssl finds every one valid, and makes its public key of it', async (t) => {
      assert.deepEqual(await failing(spec, t, opensslComplaint), {})
    })

    test('cryptography loads every one', async (t) => {
      const complaint = async (key) => await cryptography.loads(spec, key) ? [] : ['does not load']
      assert.deepEqual(await failing(spec, t, complaint), {})
    })

    test('every one keeps the rules, worked out anew', async (t) => {
      assert.deepEqual(await failing(spec, t, (key) => audit.faults(spec, key)), {})
    })

    test('they have nothing in common, and are as chance would have them', async (t) => {
      const { counts, ...found } = await audit.faultsTogether(spec, join(folder, spec))
      counts.forEach((line) => t.diagnostic(line))
      assert.deepEqual(found, { keys: count, faults: [] })
    })
  })
}

suite('the audit finds', () => {
  const spec = 'RSA_2048'
  const planted = (fault) => plant(fault, join(folder, spec))

  test('nothing in a sound key that the program which plants faults has written', async () => {
    const key = join(await planted('nothing'), '0')
    assert.deepEqual(await audit.faults(spec, key), [])
    assert.match(await check(key), /^Key is valid/)
    assert.equal(await cryptography.loads(spec, key), true)
  })

  const ONE_KEY = {
    'n + 1': ['n is p times q', 'badkeys finds no weakness'],
    'd + 1': ['d is 1/e modulo lcm(p - 1, q - 1)'],
    'dP + 1': ['dP is 1/e modulo p - 1'],
    'dQ + 1': ['dQ is 1/e modulo q - 1'],
    'qInv + 1': ['qInv is 1/q modulo p'],
    'd modulo (p - 1) * (q - 1)': ['d is 1/e modulo lcm(p - 1, q - 1)'],
    'a composite p': ['p and q are prime'],
    'p close to q': ['p and q differ by more than 2^(bits/2 - 100)'],
    'p just above sqrt(2) * 2^(bits/2 - 1)': ['p and q are at least 1.5 * 2^(bits/2 - 1)'],
    'p longer than q': [
      'p and q are at least sqrt(2) * 2^(bits/2 - 1)',
      'p and q are as long as each other',
      'p and q are at least 1.5 * 2^(bits/2 - 1)',
    ],
    'p = 1 modulo 2^9': ['p and q are not 1 modulo 2^9'],
    'p = 1 modulo e': [
      'p - 1 and q - 1 have no factor in common with e',
      'd is 1/e modulo lcm(p - 1, q - 1)',
      'dP is 1/e modulo p - 1',
    ],
  }
  for (const [fault, rules] of Object.entries(ONE_KEY)) {
    test(`${fault} in a key, and nothing else`, async () => {
      assert.deepEqual(await audit.faults(spec, join(await planted(fault), '0')), rules)
    })
  }

  const KEYS_TOGETHER = {
    'a prime in two keys': [
      'no prime stands twice', 'no two moduli have a factor in common',
      'no 64 bits of a prime are those of another',
    ],
    'a key twice': [
      'no modulus stands twice', 'no prime stands twice', 'no two moduli have a factor in common',
      'no 64 bits of a prime are those of another',
    ],
    'two primes that begin alike': ['no 64 bits of a prime are those of another'],
    '64 bits that are always 0, in ten keys': ['all bits together are 1 as often as 0'],
    'primes that are all 1 modulo 3': ['primes leave each remainder modulo 3 as often'],
    'primes that are all 1 modulo 5': ['primes leave each remainder modulo 5 as often'],
    'primes that are all 1 modulo 7': ['primes leave each remainder modulo 7 as often'],
  }
  for (const [fault, rules] of Object.entries(KEYS_TOGETHER)) {
    test(`${fault}, where each key is sound`, async () => {
      const keysWithIt = await planted(fault)
      assert.deepEqual((await audit.faultsTogether(spec, keysWithIt)).faults, rules)
      assert.deepEqual(await audit.faults(spec, join(keysWithIt, '1')), [])
    })
  }

  test('a bit that is always 0, where each key is sound', async () => {
    const { faults } = await audit.faultsTogether(spec, await planted('a bit that is always 0'))
    // It may tip the sum over all bits, too.
    assert.ok(faults.includes('every bit of a prime is 1 as often as 0'), String(faults))
  })

  for (const fault of ['n + 1', 'dP + 1', 'a composite p']) {
    test(`${fault} in a key, by openssl and by cryptography`, async () => {
      const key = join(await planted(fault), '0')
      await assert.rejects(check(key), /Key is invalid/)
      assert.equal(await cryptography.loads(spec, key), false)
    })
  }
})

/**
 * What `complaints` says of the keys that it says something of. They are named by themselves: none can be
 * made again.
 */
async function failing(spec, t, complaints) {
  const found = {}
  for (const key of keys[spec]) {
    const texts = await complaints(key)
    if (texts.length > 0) found[readFileSync(`${key}.pkcs8.pem`)] = texts
  }
  t.diagnostic(`${keys[spec].length} keys, ${Object.keys(found).length} refused`)
  return found
}

/** What openssl has against a key. */
async function opensslComplaint(key) {
  try {
    const said = await check(key)
    return said === `Key is valid\n${readFileSync(`${key}.spki.pem`)}` ? [] : [said]
  } catch ({ message }) {
    return [message]
  }
}

const check = (key) => pkey('-check', '-pubout', '-inform', 'DER', '-in', `${key}.pkcs8.der`)
