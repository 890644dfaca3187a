// Creates one key of every spec and prints what a caller gets to know of it.
//   node create-key.mjs
import { createHash } from 'node:crypto'
import { checkCreateKey, createKey, Kms } from 'pocket-kms'

/** The specs of the page "Creating a Key". */
const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2']
/** Those that the service's SDKs know besides: only a Kms has them. */
const OF_KMS = ['SECP256K1', 'ED25519', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3']
const rows = []

for (const key_spec of SPECS) {
  const request = { key_alias: `example/${key_spec}`, key_spec }
  const { key_usage } = await checkCreateKey(request)
  const start = performance.now()
  const { key_info, material } = await createKey(request)
  const isSecret = key_spec === 'AES_256' || key_spec === 'SM4'
  add('createKey', start, { key_spec, key_usage, ...key_info }, isSecret ? undefined : material.publicKey('spki-der'))
  material.dispose()
}

const kms = await Kms.open()
for (const key_spec of OF_KMS) {
  const start = performance.now()
  const { key_info: { key_id } } = await kms.createKey({ key_alias: `example/${key_spec}`, key_spec })
  const { key_info } = await kms.listKeyDetail({ key_id })
  const { public_key } = key_spec.startsWith('HMAC') ? {} : await kms.showPublicKey({ key_id })
  add('Kms', start, key_info, public_key && Buffer.from(public_key.replaceAll(/-----.*-----/g, ''), 'base64'))
}
await kms.close()
console.table(rows)

/** A row, and what has made the key: of a public key the first bytes of its hash; a symmetric key has none. */
function add(by, start, { key_spec, key_id, key_usage }, publicKey) {
  const milliseconds = Math.round(performance.now() - start)
  const fingerprint = publicKey ? createHash('sha256').update(publicKey).digest('hex').slice(0, 16) : '-'
  rows.push({ key_spec, by, key_id, key_usage, 'public key (SHA-256)': fingerprint, milliseconds })
}
