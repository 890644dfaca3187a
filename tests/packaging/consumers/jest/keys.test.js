const { createKey, isKmsError, Kms } = require('pocket-kms')

test('keys of three kinds', async () => {
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { material } = await createKey({ key_alias: 'orders', key_spec }, { maxWorkers: 0 })
    expect(material.privateKey('pkcs8-pem')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
  }
})

test('a refusal', async () => {
  const error = await createKey({ key_alias: 'or ders' }).catch((error) => error)
  expect(isKmsError(error)).toBe(true)
  expect(error.code).toBe('KMS.1101')
})

test('the service', async () => {
  const kms = await Kms.open()
  const { key_info } = await kms.createKey({ key_alias: 'orders', key_spec: 'ED25519' })
  expect((await kms.listKeyDetail({ key_id: key_info.key_id })).key_info.key_spec).toBe('ED25519')
  await kms.close()
})
