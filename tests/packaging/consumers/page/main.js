import { createKey, Kms } from 'pocket-kms'

async function main() {
  const lines = []
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await createKey({ key_alias: 'orders', key_spec })
    lines.push(`ok ${key_spec} ${key_info.key_id}\n`)
  }
  await useService()
  console.log(lines.join('').trimEnd())
  return lines.join('')
}

async function useService() {
  const kms = await Kms.open()
  const { key_info } = await kms.createKey({ key_alias: 'orders' })
  const { cipher_text } = await kms.encryptData({ key_id: key_info.key_id, plain_text: 'four apples' })
  const { plain_text } = await kms.decryptData({ cipher_text })
  if (plain_text !== 'four apples') throw new Error(plain_text)
  await kms.close()
}

// Where a browser test waits for it.
globalThis.output = main()
