// The service from the outside: every operation, through the package as it is published.
//   node --test tests/node/kms.test.mjs
import assert from 'node:assert/strict'
import { constants, createHash, createHmac, createPublicKey, privateDecrypt, publicEncrypt, verify } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { isKmsError, Kms } from 'pocket-kms'
import { assertPublished } from './published.mjs'

const base64 = (bytes) => Buffer.from(bytes).toString('base64')
const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The methods that some test has called. */
const called = new Set()
const noting = (kms) =>
  new Proxy(kms, {
    get(target, name) {
      called.add(name)
      const member = target[name]
      return typeof member === 'function' ? member.bind(target) : member
    },
  })

let kms
let count = 0
before(async () => (kms = noting(await Kms.open())))
after(() => kms.close())

const create = async (request) => {
  const { key_info } = await kms.createKey({ key_alias: `key-${++count}`, ...request })
  return key_info.key_id
}
const refused = (call, code, field) =>
  assert.rejects(call, (error) => {
    assert.ok(isKmsError(error), error?.stack)
    assert.deepEqual([error.code, error.field], [code, field], error.message)
    assertPublished(error)
    return true
  })

suite('a key', () => {
  test('is created, described, listed and counted', async () => {
    const own = noting(await Kms.open({ domainId: 'b168fe00ff56492495a7d22974df2d0b' }))
    const before = Date.now()
    const { key_info } = await own.createKey({ key_alias: 'orders', key_spec: 'EC_P256', key_description: 'for orders' })
    assert.match(key_info.key_id, UUID)
    assert.deepEqual(Object.keys(key_info), ['key_id', 'domain_id'])
    const { key_info: details } = await own.listKeyDetail({ key_id: key_info.key_id })
    const { creation_date, ...rest } = details
    assert.ok(Number(creation_date) >= before && Number(creation_date) <= Date.now())
    assert.deepEqual(rest, {
      key_id: key_info.key_id,
      domain_id: 'b168fe00ff56492495a7d22974df2d0b',
      key_alias: 'orders',
      realm: '',
      key_spec: 'EC_P256',
      key_usage: 'SIGN_VERIFY',
      key_description: 'for orders',
      scheduled_deletion_date: '',
      key_state: '2',
      default_key_flag: '0',
      key_type: '1',
      expiration_time: '',
      origin: 'kms',
      key_rotation_enabled: 'false',
      sys_enterprise_project_id: '0',
      keystore_id: '0',
    })
    assert.deepEqual(await own.listKeys(), { keys: [], key_details: [], next_marker: '', truncated: 'false', total: 0 })
    assert.deepEqual((await own.listKeys({ key_spec: 'ALL' })).key_details, [details])
    assert.deepEqual(await own.showUserInstances(), { instance_num: 1 })
    const { quotas } = await own.showUserQuotas()
    assert.deepEqual(quotas.resources.map(({ type, used }) => [type, used]), [['CMK', 1], ['grant_per_CMK', 0]])
    await own.close()
  })

  test('is listed page by page, with numbers as text or as numbers', async () => {
    const own = await Kms.open()
    const ids = []
    for (let i = 0; i < 5; i++) ids.push((await own.createKey({ key_alias: `k${i}` })).key_info.key_id)
    const listed = []
    for (let marker = '0', pages = 0; ; pages++) {
      const { keys, truncated, next_marker, total } = await own.listKeys({ limit: pages % 2 ? '2' : 2, marker })
      listed.push(...keys)
      assert.equal(total, 5)
      if (truncated === 'false') break
      marker = next_marker
    }
    assert.deepEqual(listed.sort(), ids.sort())
    await own.close()
  })

  test('goes through its states', async () => {
    const key_id = await create()
    assert.deepEqual(await kms.disableKey({ key_id }), { key_info: { key_id, key_state: '3' } })
    await refused(kms.encryptData({ key_id, plain_text: 'x' }), 'KMS.0209', 'key_id')
    await refused(kms.disableKey({ key_id }), 'KMS.1301', 'key_id')
    assert.deepEqual(await kms.enableKey({ key_id }), { key_info: { key_id, key_state: '2' } })
    await refused(kms.enableKey({ key_id }), 'KMS.1201', 'key_id')
    assert.deepEqual(await kms.deleteKey({ key_id, pending_days: '7' }), { key_id, key_state: '4' })
    await refused(kms.deleteKey({ key_id, pending_days: 7 }), 'KMS.1402', 'key_id')
    await refused(kms.encryptData({ key_id, plain_text: 'x' }), 'KMS.0210', 'key_id')
    const { key_info } = await kms.listKeyDetail({ key_id })
    assert.equal(Number(key_info.scheduled_deletion_date) - Number(key_info.creation_date) >= 7 * 86_400_000, true)
    assert.deepEqual(await kms.cancelKeyDeletion({ key_id }), { key_id, key_state: '3' })
    await refused(kms.cancelKeyDeletion({ key_id }), 'KMS.1501', 'key_id')
    await refused(kms.deleteKey({ key_id, pending_days: 6 }), 'KMS.1401', 'pending_days')
  })

  test('has a name that no other has, and that changes, and a description', async () => {
    const key_id = await create({ key_alias: 'first' })
    await refused(kms.createKey({ key_alias: 'first' }), 'KMS.1104', 'key_alias')
    assert.deepEqual(await kms.updateKeyAlias({ key_id, key_alias: 'second' }), { key_info: { key_id, key_alias: 'second' } })
    await refused(kms.updateKeyAlias({ key_id: await create({ key_alias: 'first' }), key_alias: 'second' }), 'KMS.1104', 'key_alias')
    const key_description = 'für Bestellungen 😀'
    assert.deepEqual(await kms.updateKeyDescription({ key_id, key_description }), { key_info: { key_id, key_description } })
    assert.equal((await kms.listKeyDetail({ key_id })).key_info.key_description, key_description)
  })

  test('of 20 that want one name at once is created once', async () => {
    const calls = Array.from({ length: 20 }, () => kms.createKey({ key_alias: 'wanted' }).catch(({ code }) => code))
    const outcomes = await Promise.all(calls)
    assert.equal(outcomes.filter((outcome) => outcome === 'KMS.1104').length, 19)
  })

  test('that is not there is KMS.0207 with 404, and no id is KMS.0205', async () => {
    const key_id = '0d0466b0-e727-4d9c-b35d-f84bb474a37f'
    await assert.rejects(kms.listKeyDetail({ key_id }), { code: 'KMS.0207', status: 404, field: 'key_id' })
    await refused(kms.listKeyDetail({ key_id: 'x' }), 'KMS.0205', 'key_id')
    await refused(kms.listKeyDetail({}), 'KMS.0204', 'key_id')
  })

  test('has aliases, which stand for its id, and which move', async () => {
    const [first, second] = [await create(), await create()]
    const made = await kms.createAlias({ key_id: first, alias: 'alias/orders' })
    assert.deepEqual([made.key_id, made.alias], [first, 'alias/orders'])
    assert.equal((await kms.listKeyDetail({ key_id: 'alias/orders' })).key_info.key_id, first)
    await refused(kms.createAlias({ key_id: second, alias: 'alias/orders' }), 'KMS.1104', 'alias')
    assert.equal((await kms.associateAlias({ alias: 'alias/orders', target_key_id: second })).key_id, second)
    assert.equal((await kms.listKeyDetail({ key_id: 'alias/orders' })).key_info.key_id, second)
    const { aliases, page_info } = await kms.listAliases({ key_id: second })
    assert.deepEqual(aliases.map(({ alias }) => alias), ['alias/orders'])
    assert.deepEqual(page_info, { next_marker: '', current_count: 1 })
    assert.deepEqual(await kms.deleteAlias({ key_id: second, aliases: ['alias/orders'] }), {})
    await refused(kms.listKeyDetail({ key_id: 'alias/orders' }), 'KMS.0207', 'key_id')
  })

  test('has tags, and is found by them', async () => {
    const [key_id, other] = [await create({ key_alias: 'tagged-a' }), await create({ key_alias: 'tagged-b' })]
    assert.deepEqual(await kms.createKmsTag({ key_id, tag: { key: 'team', value: 'a' } }), {})
    await kms.batchCreateKmsTags({ key_id: other, action: 'create', tags: [{ key: 'team', value: 'b' }, { key: 'empty' }] })
    assert.deepEqual(await kms.showKmsTags({ key_id }), { tags: [{ key: 'team', value: 'a' }], existTagsNum: 1 })
    const { tags } = await kms.listKmsTags()
    assert.deepEqual(tags.find(({ key }) => key === 'team').values.sort(), ['a', 'b'])
    const find = async (request) => (await kms.listKmsByTags(request)).resources.map(({ resource_id }) => resource_id)
    assert.deepEqual(await find({ tags: [{ key: 'team', values: ['b'] }] }), [other])
    assert.deepEqual((await find({ tags: [{ key: 'team' }] })).sort(), [key_id, other].sort())
    assert.deepEqual(await find({ matches: [{ key: 'resource_name', value: 'tagged-a' }] }), [key_id])
    assert.deepEqual(await kms.listKmsByTags({ action: 'count', tags: [{ key: 'team' }] }), { total_count: 2 })
    assert.deepEqual(await kms.deleteTag({ key_id, key: 'team' }), {})
    await refused(kms.deleteTag({ key_id, key: 'team' }), 'KMS.0416', 'key')
    const many = Array.from({ length: 21 }, (_, i) => ({ key: `${i}` }))
    await refused(kms.batchCreateKmsTags({ key_id, action: 'create', tags: many }), 'KMS.0407', 'tags')
  })

  test('rotates, and opens what it has encrypted before', async () => {
    const key_id = await create()
    const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'before' })
    await refused(kms.disableKeyRotation({ key_id }), 'KMS.0313', 'key_id')
    assert.deepEqual(await kms.enableKeyRotation({ key_id }), {})
    assert.deepEqual(await kms.updateKeyRotationInterval({ key_id, rotation_interval: 30 }), {})
    assert.deepEqual(await kms.rotateOnDemand({ key_id }), { key_id })
    const status = await kms.showKeyRotationStatus({ key_id })
    assert.deepEqual([status.key_rotation_enabled, status.rotation_interval, status.number_of_rotations], [true, 30, 1])
    assert.equal(status.key_materials.length, 2)
    assert.deepEqual(await kms.disableKeyRotation({ key_id }), {})
    assert.equal((await kms.decryptData({ cipher_text })).plain_text, 'before')
  })
})

suite('encryption', () => {
  for (const key_spec of ['AES_256', 'SM4']) {
    test(`by ${key_spec} is opened by the ciphertext alone, with the same additional data`, async () => {
      const key_id = await create({ key_spec })
      const bound = { additional_authenticated_data: 'order 7' }
      const { cipher_text, ...rest } = await kms.encryptData({ key_id, plain_text: 'four apples 🍏', ...bound })
      assert.deepEqual(rest, { key_id })
      assert.match(cipher_text, /^[0-9A-Za-z+/=]{128,5648}$/)
      const plain_text_base64 = base64('four apples 🍏')
      assert.deepEqual(await kms.decryptData({ cipher_text, ...bound }), { key_id, plain_text: 'four apples 🍏', plain_text_base64 })
      await refused(kms.decryptData({ cipher_text }), 'KMS.2201', 'cipher_text')
    })
  }

  test('takes 4096 bytes and no more, and control characters', async () => {
    const key_id = await create()
    const plain_text = `${'x'.repeat(4093)}\n\u0000"`
    const { cipher_text } = await kms.encryptData({ key_id, plain_text })
    assert.equal((await kms.decryptData({ cipher_text })).plain_text, plain_text)
    await refused(kms.encryptData({ key_id, plain_text: 'x'.repeat(4097) }), 'KMS.0308', 'plain_text')
    await refused(kms.encryptData({ key_id, plain_text: '\ud800' }), 'KMS.0308', 'plain_text')
  })

  test('by an RSA key is what OpenSSL opens and makes', async () => {
    const key_id = await create({ key_spec: 'RSA_2048', key_usage: 'ENCRYPT_DECRYPT' })
    const by = { key_id, encryption_algorithm: 'RSAES_OAEP_SHA_256' }
    const { public_key } = await kms.showPublicKey({ key_id })
    const padding = { key: public_key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    const theirs = base64(publicEncrypt(padding, Buffer.from('from outside')))
    assert.equal((await kms.decryptData({ ...by, cipher_text: theirs })).plain_text, 'from outside')
    const { cipher_text } = await kms.encryptData({ ...by, plain_text: 'x'.repeat(190) })
    assert.equal((await kms.decryptData({ ...by, cipher_text })).plain_text, 'x'.repeat(190))
    await refused(kms.encryptData({ ...by, plain_text: 'x'.repeat(191) }), 'KMS.2108', 'plain_text')
    await refused(kms.encryptData({ key_id, plain_text: 'x' }), 'KMS.2106', 'encryption_algorithm')
  })

  test('by an SM2 key comes back', async () => {
    const key_id = await create({ key_spec: 'SM2', key_usage: 'ENCRYPT_DECRYPT' })
    const by = { key_id, encryption_algorithm: 'SM2_ENCRYPT' }
    const { cipher_text } = await kms.encryptData({ ...by, plain_text: 'four apples' })
    assert.equal((await kms.decryptData({ ...by, cipher_text })).plain_text, 'four apples')
  })

  test('moves from one key to another', async () => {
    const [source, destination_key_id] = [await create(), await create({ key_spec: 'SM4' })]
    const { cipher_text } = await kms.encryptData({ key_id: source, plain_text: 'four apples' })
    const moved = await kms.reEncrypt({ cipher_text, destination_key_id })
    assert.deepEqual([moved.key_id, moved.source_key_id], [destination_key_id, source])
    const opened = await kms.decryptData({ cipher_text: moved.cipher_text })
    assert.deepEqual([opened.key_id, opened.plain_text], [destination_key_id, 'four apples'])
  })

  test('is not what a key that signs is for', async () => {
    const key_id = await create({ key_spec: 'EC_P256' })
    await refused(kms.encryptData({ key_id, plain_text: 'x' }), 'KMS.1114', 'key_id')
  })
})

suite('data keys', () => {
  test('are made, opened and wrapped again', async () => {
    const key_id = await create()
    const { plain_text, cipher_text } = await kms.createDatakey({ key_id, datakey_length: '512' })
    assert.match(plain_text, /^[0-9A-F]{128}$/)
    const opened = await kms.decryptDatakey({ key_id, cipher_text, datakey_cipher_length: '64' })
    const datakey_dgst = sha256(Buffer.from(plain_text, 'hex')).toString('hex').toUpperCase()
    assert.deepEqual(opened, { data_key: plain_text, datakey_length: '64', datakey_dgst })
    const wrapped = await kms.encryptDatakey({ key_id, plain_text: plain_text + datakey_dgst, datakey_plain_length: 64 })
    assert.equal(wrapped.datakey_length, '64')
    const again = await kms.decryptDatakey({ key_id, cipher_text: wrapped.cipher_text, datakey_cipher_length: 64 })
    assert.equal(again.data_key, plain_text)
    await refused(kms.encryptDatakey({ key_id, plain_text: plain_text + plain_text.slice(64), datakey_plain_length: 64 }), 'KMS.2103', 'plain_text')
  })

  test('are made without showing them', async () => {
    const key_id = await create({ key_spec: 'SM4' })
    const made = await kms.createDatakeyWithoutPlaintext({ key_id, key_spec: 'AES_128' })
    assert.deepEqual(Object.keys(made), ['key_id', 'cipher_text'])
    const { data_key } = await kms.decryptDatakey({ key_id, cipher_text: made.cipher_text, datakey_cipher_length: 16 })
    assert.match(data_key, /^[0-9A-F]{32}$/)
  })

  test('are key pairs too', async () => {
    const key_id = await create()
    for (const [method, key_spec] of [['createRsaDatakeyPair', 'RSA_2048'], ['createEcDatakeyPair', 'ECC_NIST_P256']]) {
      const pair = await kms[method]({ key_id, key_spec })
      assert.deepEqual([pair.key_id, pair.key_spec], [key_id, key_spec])
      const opened = await kms.decryptData({ cipher_text: pair.private_key_cipher_text })
      assert.equal(opened.plain_text_base64, pair.private_key_plain_text)
      const hidden = await kms[method]({ key_id, key_spec, with_plain_text: false })
      assert.ok(!('private_key_plain_text' in hidden))
      createPublicKey({ key: Buffer.from(pair.public_key, 'base64'), format: 'der', type: 'spki' })
    }
  })

  test('and random numbers are as long as they are to be', async () => {
    assert.match((await kms.createRandom({ random_data_length: '8192' })).random_data, /^[0-9A-F]{2048}$/)
    await refused(kms.createRandom({ random_data_length: '9' }), 'KMS.1802', 'random_data_length')
    await refused(kms.createRandom({ random_data_length: '8200' }), 'KMS.1801', 'random_data_length')
  })
})

suite('signatures', () => {
  const message = Buffer.from('four apples')
  const cases = [
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256', {}],
    ['RSA_2048', 'RSASSA_PSS_SHA_512', 'sha512', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }],
    ['EC_P256', 'ECDSA_SHA_256', 'sha256', {}],
    ['EC_P384', 'ECDSA_SHA_384', 'sha384', {}],
    ['SECP256K1', 'ECDSA_SHA_256', 'sha256', {}],
    ['ED25519', 'ED25519_SHA_512', null, {}],
  ]
  for (const [key_spec, signing_algorithm, hash, options] of cases) {
    test(`by ${signing_algorithm} of ${key_spec} are right, says OpenSSL as well`, async () => {
      const key_id = await create({ key_spec })
      const request = { key_id, message: base64(message), message_type: 'RAW', signing_algorithm }
      const { signature } = await kms.sign(request)
      const { public_key } = await kms.showPublicKey({ key_id })
      assert.match(public_key, /^-----BEGIN PUBLIC KEY-----\r\n/)
      assert.ok(verify(hash, message, { key: public_key, ...options }, Buffer.from(signature, 'base64')))
      assert.deepEqual(await kms.validateSignature({ ...request, signature }), { key_id, signature_valid: 'true' })
      const other = { ...request, message: base64('five apples') }
      assert.deepEqual(await kms.validateSignature({ ...other, signature }), { key_id, signature_valid: 'false' })
      assert.equal((await kms.validateSignature({ ...request, signature: 'AAAA' })).signature_valid, 'false')
    })
  }

  test('are of a digest by default', async () => {
    const key_id = await create({ key_spec: 'EC_P256' })
    const request = { key_id, message: base64(sha256(message)), signing_algorithm: 'ECDSA_SHA_256' }
    const { signature } = await kms.sign(request)
    const { public_key } = await kms.showPublicKey({ key_id })
    assert.ok(verify('sha256', message, public_key, Buffer.from(signature, 'base64')))
    await refused(kms.sign({ ...request, message: base64('short') }), 'KMS.0329', 'message')
    await refused(kms.sign({ ...request, signing_algorithm: 'SM2DSA_SM3' }), 'KMS.0332', 'signing_algorithm')
  })

  test('of SM2 come back right', async () => {
    const key_id = await create({ key_spec: 'SM2' })
    const request = { key_id, message: base64(message), message_type: 'RAW', signing_algorithm: 'SM2DSA_SM3' }
    const { signature } = await kms.sign(request)
    assert.equal((await kms.validateSignature({ ...request, signature })).signature_valid, 'true')
  })

  test('are not what a symmetric key is for', async () => {
    const key_id = await create()
    await refused(kms.sign({ key_id, message: 'AAAA', signing_algorithm: 'ECDSA_SHA_256' }), 'KMS.0331', 'key_id')
    await refused(kms.showPublicKey({ key_id }), 'KMS.0331', 'key_id')
  })
})

suite('authentication codes', () => {
  for (const [key_spec, mac_algorithm] of [['HMAC_256', 'HMAC_SHA_256'], ['HMAC_384', 'HMAC_SHA_384'], ['HMAC_512', 'HMAC_SHA_512'], ['HMAC_SM3', 'HMAC_SM3']]) {
    test(`of ${key_spec} are right once and wrong otherwise`, async () => {
      const request = { key_id: await create({ key_spec }), mac_algorithm, message: base64('four apples') }
      const { mac, ...rest } = await kms.generateMac(request)
      assert.match(mac, /^([0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/)
      assert.deepEqual(rest, { key_id: request.key_id, mac_algorithm })
      assert.deepEqual(await kms.verifyMac({ ...request, mac }), { ...rest, mac_valid: true })
      assert.equal((await kms.verifyMac({ ...request, message: base64('five'), mac })).mac_valid, false)
    })
  }
})

suite('an RSA key', () => {
  test('is not made if the call is aborted, before or meanwhile, and the reason comes out as it is', async () => {
    for (const reason of [new Error('enough'), 'a text', '{"code":"KMS.0101"}', undefined, 5]) {
      const request = { key_alias: 'aborted', key_spec: 'RSA_4096' }
      for (const isBefore of [true, false]) {
        const aborter = new AbortController()
        if (isBefore) aborter.abort(reason)
        const onProgress = () => aborter.abort(reason)
        const call = kms.createKey(request, { signal: aborter.signal, onProgress })
        const thrown = await call.then(() => assert.fail('made'), (error) => error)
        assert.equal(thrown, aborter.signal.reason)
      }
    }
    const { resources } = await kms.listKmsByTags({ matches: [{ key: 'resource_name', value: 'aborted' }] })
    assert.deepEqual(resources, [])
  })

  test('tells how far its search has come', async () => {
    const reports = []
    await kms.createKey({ key_alias: 'progress', key_spec: 'RSA_3072' }, { onProgress: (report) => reports.push(report) })
    assert.ok(reports.length > 1)
    assert.ok(reports.every(({ candidates, share }) => candidates >= 0 && share >= 0 && share <= 1))
  })

  test('is made in the thread of the caller as well', async () => {
    const own = await Kms.open({ maxWorkers: 0 })
    assert.match((await own.createKey({ key_alias: 'here', key_spec: 'RSA_2048' })).key_info.key_id, UUID)
    await own.close()
  })

  test('does not keep other calls waiting', async () => {
    const order = []
    const rsa = kms.createKey({ key_alias: 'slow', key_spec: 'RSA_4096' }).then(() => order.push('rsa'))
    await create().then(() => order.push('aes'))
    await rsa
    assert.deepEqual(order, ['aes', 'rsa'])
  })
})

suite('a Kms', () => {
  test('that is closed refuses calls, and closes once', async () => {
    const own = await Kms.open()
    await own.close()
    await own.close()
    for (const method of ['createKey', 'listKeys', 'encryptData', 'showUserQuotas']) {
      await assert.rejects(own[method]({}), { name: 'KmsError', code: 'ERR_DISPOSED', status: 500 })
    }
  })

  test('finishes the calls that are under way when it is closed, RSA keys too', async (t) => {
    // Its patience does not run out while a slow machine searches.
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const own = await Kms.open()
    const calls = [own.createKey({ key_alias: 'a' }), own.createKey({ key_alias: 'b', key_spec: 'RSA_2048' })]
    const closing = own.close()
    await refused(own.createKey({ key_alias: 'c' }), 'ERR_DISPOSED', undefined)
    for (const { key_info } of await Promise.all(calls)) assert.match(key_info.key_id, UUID)
    await closing
  })

  test('is closed at the end of a block', { skip: !Symbol.dispose || !Symbol.asyncDispose }, async () => {
    for (const symbol of [Symbol.dispose, Symbol.asyncDispose]) {
      const own = await Kms.open()
      await own[symbol]()
      await refused(own.listKeys(), 'ERR_DISPOSED', undefined)
    }
  })

  test('may be closed by a getter of a request', async () => {
    const own = await Kms.open()
    await refused(own.createKey({ get key_alias() { own.close(); return 'a' } }), 'ERR_DISPOSED', undefined)
  })

  test('shares nothing with another', async () => {
    const [first, second] = [await Kms.open(), await Kms.open()]
    const { key_info } = await first.createKey({ key_alias: 'orders' })
    await second.createKey({ key_alias: 'orders' })
    await refused(second.listKeyDetail({ key_id: key_info.key_id }), 'KMS.0207', 'key_id')
    const { cipher_text } = await first.encryptData({ key_id: key_info.key_id, plain_text: 'x' })
    await assert.rejects(second.decryptData({ cipher_text }), isKmsError)
    await first.close()
    assert.equal((await second.listKeys()).total, 1)
    await second.close()
  })

  test('has methods that need it, and is made by open alone', async () => {
    const { listKeys } = kms
    await assert.rejects(Kms.prototype.listKeys.call(undefined), { code: 'ERR_DISPOSED' })
    await assert.rejects(Kms.prototype.listKeys.call({}), { code: 'ERR_DISPOSED' })
    await assert.rejects(new Kms().listKeys(), { code: 'ERR_DISPOSED' })
    assert.equal(listKeys.name, 'bound listKeys')
  })

  test('has no more keys than it may', async () => {
    const own = await Kms.open({ maxKeys: 2 })
    await own.createKey({ key_alias: 'a' })
    await own.createKey({ key_alias: 'b' })
    await refused(own.createKey({ key_alias: 'c' }), 'KMS.1105', undefined)
    await own.close()
  })

  const options = {
    rootKey: {
      '31 bytes': new Uint8Array(31), '33 bytes': new Uint8Array(33), 'text': '0'.repeat(32), 'null': null,
      'a length': { length: 32 }, 'a list': Array(32).fill(1), 'numbers': new Uint16Array(32),
      'a false tag': { length: 32, [Symbol.toStringTag]: 'Uint8Array' },
    },
    projectId: { 'nothing': '', 'a name': 'mine', 'two words': 'a b', 'too short': '0'.repeat(31), 'too long': '0'.repeat(33), 'a number': 5, 'null': null },
    store: {
      'null': null, 'a number': 5, 'an object': {}, 'half a store': { get() {} },
      'a proxy that throws': new Proxy({}, { get() { throw 1 } }),
    },
  }
  for (const [name, values] of Object.entries(options)) {
    for (const [kind, value] of Object.entries(values)) {
      test(`is not opened with a ${name} that is ${kind}`, async () => {
        await assert.rejects(Kms.open({ [name]: value }), { name: 'KmsError', code: 'ERR_OPTION', status: 400, field: name })
      })
    }
  }
  test('is not opened with a domainId, maxWorkers or maxKeys that is none', async () => {
    await refused(Kms.open({ domainId: 'x' }), 'KMS.0308', 'domainId')
    await refused(Kms.open({ maxWorkers: -1 }), 'KMS.0308', 'maxWorkers')
    for (const maxKeys of [-1, 1.5, '2', {}]) await assert.rejects(Kms.open({ maxKeys }), { code: 'ERR_OPTION' })
  })

  test('copies its root key before it waits', async () => {
    const rootKey = crypto.getRandomValues(new Uint8Array(32))
    const kept = rootKey.slice()
    const opening = Kms.open({ rootKey })
    assert.deepEqual(rootKey, kept)
    rootKey.fill(0)
    await (await opening).close()
  })
})

test('every operation has been called', () => {
  const methods = Object.getOwnPropertyNames(Kms.prototype).filter((name) => !['constructor', 'close', 'fetch'].includes(name))
  // Those of an import: kms-import.test.mjs.
  const elsewhere = ['createParametersForImport', 'importKeyMaterial', 'deleteImportedKeyMaterial']
  assert.deepEqual(methods.filter((name) => !called.has(name)).sort(), elsewhere.sort())
  assert.equal(methods.length, 44)
  assert.ok(methods.every((name) => Kms.prototype[name].name === name))
})
