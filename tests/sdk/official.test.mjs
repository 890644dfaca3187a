// The official Python SDK, as it is installed, over every operation of a server that asks for signatures and one
// that does not: python/ has the checks, each of which is a test here.
//   node --test tests/sdk/official.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachAsTest } from './python.mjs'
import { serve } from './server.mjs'

const here = import.meta.dirname
const MAIN = join(here, 'python/official.py')
const GROUPS = [
  'keys', 'data', 'datakeys', 'signatures', 'macs', 'imports', 'rotation', 'tags', 'aliases', 'states', 'refusals',
  'access', 'absent',
]
/** What a request cannot be refused with here: no token is asked for, no clock moved, nothing broken. */
const UNMET = {
  'KMS.0214': 'what the SDK sends is HTTP', 'KMS.0215': 'it knows the methods',
  'KMS.0301': 'a token', 'KMS.0302': 'a token',
  'KMS.0307': 'the SDK is no page',
  'KMS.2604': 'an import says KMS.0311, whatever is wrong with what is wrapped', 'KMS.2609': 'the same',
  'APIGW.0308': 'one client has one search for primes at a time',
  ERR_RANDOM: 'the platform', ERR_INTERNAL: 'the platform', ERR_RECORD: 'the store', ERR_STORE: 'the store',
  ERR_OPTION: 'no request has options',
}

const source = (name) => readFileSync(join(here, '../../src/contract', name), 'utf8')
const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
/** Of the tables of the core: the names of its operations, and its codes with status and message. */
const OPERATIONS = [...source('operation.rs').matchAll(/^ {4}\w+, "(\w+)", "[A-Z]+" "/gm)]
  .map(([, name]) => snakeCase(name))
const CODES = new Map([...source('error.rs').matchAll(/^ {4}\w+, "([\w.]+)", (\d+), "(.+)";$/gm)]
  .map(([, code, status, message]) => [code, { status: Number(status), message }]))

const summaries = []

for (const auth of ['none', 'aksk']) {
  test(`the official SDK and a server that asks for ${auth === 'none' ? 'no signature' : 'signatures'}`, async (t) => {
    const server = await serve('--auth', auth, '--project', '0'.repeat(32), '--seed', join(here, 'seed.json'))
    const environment = {
      ...server.environment,
      HUAWEICLOUD_SDK_IAM_ENDPOINT: server.endpoint,
      POCKET_KMS_AUTH: auth,
    }
    try {
      summaries.push(await eachAsTest(t, MAIN, GROUPS, environment))
    } finally {
      assert.equal(await server.stop(), 0)
    }
  })
}

test('the official SDK and a server on which everything goes wrong', async (t) => {
  const faults = [
    'gen-random=KMS.0101', 'user-quotas=503', 'create-key=KMS.1105', 'get-parameters-for-import=KMS.2601',
    'user-instances=drop', 'list-keys=300ms',
  ]
  const server = await serve('--fault', faults.join(), '--seed', join(here, 'seed.json'))
  try {
    const { refused } = await eachAsTest(t, MAIN, ['faults'], server.environment)
    summaries.push({ answered: [], refused })
  } finally {
    assert.equal(await server.stop(), 0)
  }
})

test('every operation of the table was answered to the SDK, and none else but the versions', () => {
  assert.equal(OPERATIONS.length, new Set(OPERATIONS).size)
  const expected = [...OPERATIONS, 'show_version', 'show_versions'].sort()
  for (const { answered } of summaries.slice(0, 2)) assert.deepEqual(answered, expected)
})

test('every code of the table was read by the SDK, with its status and its message', () => {
  const refused = Object.assign({}, ...summaries.map((summary) => summary.refused))
  const met = Object.keys(refused)
  const without = (codes, others) => codes.filter((code) => !others.includes(code))
  assert.deepEqual(without(met, [...CODES.keys()]), [], 'codes that are not in the table')
  assert.deepEqual(without([...CODES.keys()], met).sort(), Object.keys(UNMET).sort(), 'codes that were not met')
  for (const [code, [status, message]] of Object.entries(refused)) {
    const row = CODES.get(code)
    assert.ok(message.startsWith(row.message), `${code}: ${message}`)
    // The fault of a status has no code of its own.
    if (status !== 503) assert.equal(status, row.status, code)
  }
})
