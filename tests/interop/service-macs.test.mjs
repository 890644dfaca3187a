// Message authentication codes, both ways: by keys of material that other programs know, which a key of HMAC has
// only as a seed.
import assert from 'node:assert/strict'
import { createHmac, randomUUID, webcrypto } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import smCryptoPackage from 'sm-crypto'
import { openForTesting } from 'pocket-kms/testing'
import { inLanes } from './lanes.mjs'
import { flippedAt, makeMaterial, messages } from './material.mjs'
import { opensslFilter } from './programs/openssl.mjs'
import { endPython, formats } from './programs/python.mjs'
import { codeOf } from './programs/service.mjs'

const { subtle } = webcrypto
const COUNT = 100
const LONGEST = 4096

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-macs-'))
const ALGORITHMS = {
  HMAC_256: { mac_algorithm: 'HMAC_SHA_256', hash: 'sha256', web: 'SHA-256' },
  HMAC_384: { mac_algorithm: 'HMAC_SHA_384', hash: 'sha384', web: 'SHA-384' },
  HMAC_512: { mac_algorithm: 'HMAC_SHA_512', hash: 'sha512', web: 'SHA-512' },
  HMAC_SM3: { mac_algorithm: 'HMAC_SM3', hash: 'sm3' },
}
const material = await makeMaterial(folder, { HMAC_256: 20, HMAC_384: 20, HMAC_512: 20, HMAC_SM3: 20 })
const ids = new Map(Object.values(material).flat().map((key) => [key, randomUUID()]))
const kms = await openForTesting({
  seed: {
    keys: Object.entries(material).flatMap(([key_spec, keys]) => keys.map((key) => ({
      key_id: ids.get(key), key_alias: `mac-${ids.get(key)}`, key_spec, material: readFileSync(`${key}.raw`, 'base64'),
    }))),
  },
})
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const node = {
  name: 'node:crypto',
  mac: ({ hash }, key, message) => createHmac(hash, readFileSync(`${key}.raw`)).update(message).digest(),
}
const python = {
  name: 'cryptography',
  mac: async ({ mac_algorithm }, key, message) => Buffer.from(await formats('mac', mac_algorithm, key, message), 'hex'),
}
const openssl = {
  name: 'openssl',
  mac({ hash }, key, message) {
    const hexkey = `hexkey:${readFileSync(`${key}.raw`, 'hex')}`
    return opensslFilter(message, 'dgst', `-${hash}`, '-mac', 'HMAC', '-macopt', hexkey, '-binary')
  },
}
const web = {
  name: 'WebCrypto',
  async mac(algorithm, key, message) {
    const how = { name: 'HMAC', hash: algorithm.web }
    const loaded = await subtle.importKey('raw', readFileSync(`${key}.raw`), how, false, ['sign'])
    return Buffer.from(await subtle.sign('HMAC', loaded, message))
  },
}
const smCrypto = {
  name: 'sm-crypto',
  mac: (_, key, message) =>
    Buffer.from(smCryptoPackage.sm3([...message], { key: readFileSync(`${key}.raw`, 'hex') }), 'hex'),
}

const positions = Array.from({ length: COUNT }, (_, index) => index)
const all = (result) => positions.map(() => result)
const each = (work) => inLanes(positions, work)
const request = ({ mac_algorithm }, key, message) =>
  ({ key_id: ids.get(key), mac_algorithm, message: message.toString('base64') })
const generate = async (...args) => Buffer.from((await kms.generateMac(request(...args))).mac, 'hex')
const verifies = async (algorithm, key, message, mac) =>
  (await kms.verifyMac({ ...request(algorithm, key, message), mac: mac.toString('hex') })).mac_valid

for (const [spec, algorithm] of Object.entries(ALGORITHMS)) {
  suite(`${algorithm.mac_algorithm} with ${material[spec].length} keys`, () => {
    const texts = messages(COUNT, LONGEST)
    const keyOf = (index) => material[spec][index % material[spec].length]
    const byService = []
    before(async () => {
      byService.push(...await each((index) => generate(algorithm, keyOf(index), texts[index])))
    })

    for (const program of [node, python, openssl, algorithm.web ? web : smCrypto]) {
      test(`${program.name} makes the same ${COUNT}, and the service finds them valid`, async (t) => {
        const made = await each((index) => program.mac(algorithm, keyOf(index), texts[index]))
        assert.deepEqual(made, byService)
        const verdicts = await each((index) => verifies(algorithm, keyOf(index), texts[index], made[index]))
        assert.deepEqual(verdicts, all(true))
        t.diagnostic(`${COUNT} the same, ${COUNT} verified`)
      })
    }

    test('none is valid with a bit flipped, cut off, longer, for another message, or of another key', async (t) => {
      const invalid = (check) => each(check).then((verdicts) => assert.deepEqual(verdicts, all(false)))
      await invalid((index) => verifies(algorithm, keyOf(index), texts[index], flippedAt(byService[index], index)))
      const cutOff = (index) => byService[index].subarray(0, -1 - index % 16)
      await invalid((index) => verifies(algorithm, keyOf(index), texts[index], cutOff(index)))
      const longer = (index) => Buffer.concat([byService[index], Buffer.of(0)])
      await invalid((index) => verifies(algorithm, keyOf(index), texts[index], longer(index)))
      await invalid((index) => verifies(algorithm, keyOf(index), flippedAt(texts[index], index), byService[index]))
      await invalid((index) => verifies(algorithm, keyOf(index + 1), texts[index], byService[index]))
      t.diagnostic(`${5 * COUNT} refused`)
    })

    test('by another algorithm it is KMS.0308', async () => {
      for (const other of Object.values(ALGORITHMS).filter((it) => it !== algorithm)) {
        assert.equal(await codeOf(generate(other, keyOf(0), texts[0])), 'KMS.0308')
        assert.equal(await codeOf(verifies(other, keyOf(0), texts[0], byService[0])), 'KMS.0308')
      }
    })
  })
}
