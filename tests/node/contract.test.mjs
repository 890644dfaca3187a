// create-key's contract once more, through JavaScript: the same cases as the core's own tests.
//   node --test tests/node/contract.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { checkCreateKey, createKey, isKmsError, Kms } from 'pocket-kms'
import { assertPublished } from './published.mjs'

const { cases } = JSON.parse(readFileSync(new URL('../vectors/create-key.json', import.meta.url), 'utf8'))
const DOMAIN_ID = 'Invalid parameter. domainId must be 32 characters of 0-9 and a-f.'

/** What createKey and checkCreateKey say of a case: they have a module of their own, with the specs of the page. */
const refusedAlone = ({ refused, refused_alone = refused }) => refused_alone
/** What the answer about a key calls a member of its request. */
const DETAILS = { enterprise_project_id: 'sys_enterprise_project_id' }
/** What an answer about a key does not say. */
const WITHOUT_EFFECT = ['sequence', 'vm_id']

suite('checkCreateKey', () => {
  for (const each of cases) {
    test(each.name, async () => {
      const outcome = await checkCreateKey(each.request).catch((error) => error)
      if (refusedAlone(each)) assertRefused(outcome, refusedAlone(each))
      else assert.deepEqual({ ...outcome, ...each.accepted }, outcome)
    })
  }
})

suite('createKey of a Kms', () => {
  for (const { name, request, accepted, refused } of cases) {
    test(name, async () => {
      const kms = await Kms.open()
      const outcome = await kms.createKey(request).catch((error) => error)
      if (refused) {
        assertRefused(outcome, refused)
        assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 0)
      } else {
        const { key_info } = await kms.listKeyDetail(outcome.key_info)
        for (const [member, value] of Object.entries(accepted)) {
          if (!WITHOUT_EFFECT.includes(member)) assert.equal(key_info[DETAILS[member] ?? member], value, member)
        }
      }
      await kms.close()
    })
  }
})

suite('createKey', () => {
  for (const each of cases) {
    test(each.name, async () => {
      const outcome = await createKey(each.request).catch((error) => error)
      if (refusedAlone(each)) return assertRefused(outcome, refusedAlone(each))
      const { key_spec, origin } = await checkCreateKey(each.request)
      assert.equal(outcome.key_info?.key_id.length, 36, outcome.stack)
      assert.equal(outcome.material?.spec, origin === 'kms' ? key_spec : undefined)
    })
  }

  test('answers { key_info: { key_id, domain_id } }, plain values and nothing else', async () => {
    const { key_info, ...rest } = await createKey({ key_alias: 'orders' })
    assert.deepEqual(Object.keys(rest), ['material'])
    assert.deepEqual(JSON.parse(JSON.stringify(key_info)), key_info)
    assert.deepEqual(Object.keys(key_info), ['key_id', 'domain_id'])
    assert.match(key_info.key_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(key_info.domain_id, '0'.repeat(32))
  })

  test('answers with the domainId that it is given', async () => {
    const domainId = 'b168fe00ff56492495a7d22974df2d0b'
    const { key_info } = await createKey({ key_alias: 'orders' }, { domainId })
    assert.equal(key_info.domain_id, domainId)
  })

  for (const domainId of ['', 'x', 'B168FE00FF56492495A7D22974DF2D0B', 5, null, {}, 'a'.repeat(33), '\ud800'.repeat(32)]) {
    test(`refuses a domainId of ${JSON.stringify(domainId)}`, async () => {
      const error = await createKey({ key_alias: 'orders' }, { domainId }).catch((refusal) => refusal)
      assertRefused(error, { code: 'KMS.0308', field: 'domainId', message: DOMAIN_ID })
    })
  }

  test('gives an external key no material, whatever its spec', async () => {
    for (const key_spec of ['AES_256', 'RSA_4096', 'SM2']) {
      const { key_info, material } = await createKey({ key_alias: 'byok', key_spec, origin: 'external' })
      assert.equal(material, null)
      assert.equal(key_info.key_id.length, 36)
    }
  })
})

function assertRefused(error, { code, field, message }) {
  assert.ok(isKmsError(error), `refused: ${JSON.stringify(error)}`)
  assert.deepEqual({ code: error.code, field: error.field, message: error.message }, { code, field, message })
  assert.equal(error.status, 400)
  assertPublished(error)
}
