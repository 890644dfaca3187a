// What the official SDKs for Go, Java, Node and Python have put on the wire, sent again byte for byte to a service
// of that day that asks for signatures; and with every part of it changed.
//   node --test tests/sdk/recorded.test.mjs
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { openForTesting } from 'pocket-kms/testing'
import { ACCESS_KEY, asked, headerOf, listening, recorded, withHeader } from './recording.mjs'

/**
 * Each SDK's requests in the order in which they were sent, with the status or the code that they are answered by,
 * and the keys that they name. What another server encrypted or issued is of no use here.
 */
const SDKS = {
  Python: {
    keys: [{ key_id: '511fec3d-6ef5-4f38-adf9-2f5357c817a5' }, { key_id: 'bb6cbc7f-b5af-4938-8d5d-25b4d5f1b6fb' }],
    requests: {
      'python-versions': 200, 'python-version': 200, 'python-projects': 200, 'python-instances': 200,
      'python-quotas': 200, 'python-create-sample': 200, 'python-security-token': 200, 'python-signed-hmac-sm3': 200,
      'python-signed-ecdsa-p256-sha256': 'APIGW.0301', 'python-signed-sm2-sm3': 'APIGW.0301',
      'python-wrong-sk': 'APIGW.0301', 'python-error-not-json': 'KMS.0202', 'python-keystores': 'ERR_ABSENT',
      'python-regions-query': 'ERR_ABSENT', 'python-list': 200, 'python-list-page2': 200, 'python-tag-add': 204,
      'python-tag-instances': 200, 'python-tag-delete-odd-name': 'KMS.0416', 'python-alias-create': 200,
      'python-alias-list-query': 'KMS.1602', 'python-alias-associate': 200, 'python-alias-delete-with-body': 204,
    },
  },
  Node: {
    keys: [
      { key_id: 'e6a8c779-ad02-4473-97fe-1e94ca5dc678' }, { key_id: 'cb8f85a9-4d7f-41bc-a464-0f8e157501f5' },
      { key_id: 'cff8ce3d-dd0b-49f0-9481-93520380a959', key_spec: 'RSA_2048' },
      { key_id: '7a9b0070-bb4d-41b5-87ce-d5e517af1e01' },
    ],
    requests: {
      'node-create-key': 200, 'node-describe-key': 200, 'node-encrypt-data': 200, 'node-decrypt-data': 'KMS.2201',
      'node-create-datakey': 200, 'node-decrypt-datakey': 'KMS.2201', 'node-get-publickey': 200, 'node-sign': 200,
      'node-verify': 200, 'node-list-keys': 200, 'node-create-tag': 204, 'node-list-tags': 200,
      'node-delete-tag': 204,
    },
  },
  Go: {
    keys: [
      { key_id: '24d47627-f526-4a89-b9fe-7fb230048e48' }, { key_id: '5ad53280-b025-49a5-90f7-bbf1d81d3188' },
      { key_id: 'dc6f308e-6b3e-43a6-96eb-92d824ba17f6', key_spec: 'RSA_2048' },
      { key_id: '288c6314-146e-4850-a7e8-8eaf7bfbe7bf', origin: 'external' },
      { key_id: 'a1435a84-4ece-4a1f-b9c4-748df649e785' },
    ],
    requests: {
      'go-create-key': 200, 'go-describe-key': 200, 'go-list-keys': 200, 'go-disable-key': 200,
      'go-encrypt-data': 'KMS.0209', 'go-enable-key': 200, 'go-decrypt-data': 'KMS.2201', 'go-create-datakey': 200,
      'go-decrypt-datakey': 'KMS.2201', 'go-get-publickey': 200, 'go-sign': 200, 'go-verify': 200,
      'go-get-parameters-for-import': 200, 'go-import-key-material': 'KMS.2605',
      'go-get-key-rotation-status': 200, 'go-gen-random': 200, 'go-user-quotas': 200, 'go-schedule-key-deletion': 200,
    },
  },
  Java: { keys: [], requests: { 'java-create-key': 200, 'java-create-key-again': 'KMS.1104' } },
}
const MINUTE = 60_000
/** What is refused as any request of a stranger is. */
const REFUSED = { status: 401, code: 'APIGW.0301' }

const codeOf = ({ status, json }) => ({ status, code: json?.error_code })

test('every recording is sent', () => {
  const files = readdirSync(join(import.meta.dirname, '../vectors/wire')).filter((name) => name.endsWith('.http'))
  const sent = Object.values(SDKS).flatMap(({ requests }) => Object.keys(requests))
  assert.deepEqual(sent.map((name) => `${name}.http`).sort(), files.sort())
})

for (const [sdk, { keys, requests }] of Object.entries(SDKS)) {
  suite(`requests of the SDK for ${sdk}`, () => {
    let now, kms, server
    before(async () => {
      const seed = { keys: keys.map((key) => ({ key_alias: `recorded/${key.key_id}`, ...key })) }
      kms = await openForTesting({ clock: { now: () => now }, seed, auth: { aksk: [ACCESS_KEY] } })
      server = await listening(kms)
    })
    after(async () => {
      server.close()
      await kms.close()
    })
    const at = (time, request) => {
      now = time
      return asked(kms, request)
    }

    for (const [name, expected] of Object.entries(requests)) {
      const request = recorded(name)
      const isRefused = expected === 'APIGW.0301'
      const isPublic = ['/', '/v1.0'].includes(request.target)

      test(`${name} is answered by ${expected}`, async () => {
        now = request.signedAt
        const answer = await server.send(request.bytes)
        assert.equal(typeof expected === 'number' ? answer.status : answer.json.error_code, expected, answer.text)
        if (isRefused) assert.deepEqual(codeOf(answer), REFUSED)
      })

      // What nobody needs to sign, and what is refused anyway, cannot be refused for a change.
      if (isPublic || isRefused) continue

      test(`${name} is refused with any digit of its signature changed, and without one`, async () => {
        const authorization = headerOf(request, 'authorization')
        const begin = authorization.indexOf('Signature=') + 'Signature='.length
        for (let digitAt = begin; digitAt < authorization.length; digitAt++) {
          const digit = authorization[digitAt] === '0' ? '1' : '0'
          const changed = authorization.slice(0, digitAt) + digit + authorization.slice(digitAt + 1)
          const answer = await at(request.signedAt, withHeader(request, 'authorization', changed))
          assert.deepEqual(codeOf(answer), REFUSED, changed)
        }
        const unsigned = { ...request, headers: request.headers.filter(([it]) => it !== 'Authorization') }
        assert.deepEqual(codeOf(await at(request.signedAt, unsigned)), REFUSED)
      })

      test(`${name} is refused with anything else changed that is signed`, async () => {
        const { method, target, body } = request
        const other = method === 'POST' ? 'DELETE' : 'POST'
        const changes = [
          { ...request, method: other },
          { ...request, target: target.replace(/^(\/v\d)/, '$1/x') },
          { ...request, target: `${target}${target.includes('?') ? '&' : '?'}x=1` },
        ]
        if (method !== 'GET') changes.push({ ...request, body: Buffer.concat([body, Buffer.from(' ')]) })
        if (body.length > 0) changes.push({ ...request, body: Buffer.from(body).fill('0', 2, 3) })
        for (const signed of signedHeadersOf(request)) {
          changes.push(withHeader(request, signed, `${headerOf(request, signed)}0`))
        }
        for (const changed of changes) {
          assert.deepEqual(codeOf(await at(request.signedAt, changed)), REFUSED, JSON.stringify(changed))
        }
      })

      test(`${name} is refused 16 minutes before it was signed, and after`, async () => {
        for (const minutes of [-16, 16]) {
          assert.deepEqual(codeOf(await at(request.signedAt + minutes * MINUTE, request)), REFUSED)
        }
      })

      // Asking twice for what changes something is another thing.
      if (request.method === 'GET') {
        test(`${name} is answered 14 minutes before it was signed, and after`, async () => {
          for (const minutes of [-14, 14]) {
            const { status } = await at(request.signedAt + minutes * MINUTE, request)
            assert.notEqual(status, 401)
          }
        })
      }
    }
  })
}

test('aliases are an array of pages to the SDKs that have no other, and one page to everybody else', async () => {
  const kms = await openForTesting()
  try {
    const target = `/v1.0/${'0'.repeat(32)}/kms/aliases`
    for (const [name, isArray] of [
      ['go-create-key', true], ['java-create-key', true], ['python-list', false], ['node-create-key', false],
    ]) {
      const agent = headerOf(recorded(name), 'user-agent')
      const { json } = await asked(kms, { method: 'GET', target, headers: [['User-Agent', agent]], body: '' })
      const page = { aliases: [], page_info: { next_marker: '', current_count: 0 } }
      assert.deepEqual(json, isArray ? [page] : page, name)
    }
  } finally {
    await kms.close()
  }
})

const signedHeadersOf = (request) => /SignedHeaders=([^,]+)/.exec(headerOf(request, 'authorization'))[1].split(';')
