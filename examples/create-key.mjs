// Creates one key of every spec and prints what a caller gets to know of it.
//   node create-key.mjs
import { createHash } from 'node:crypto'
import { checkCreateKey, createKey } from 'pocket-kms'

const SPECS = [
  'AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2',
  // Beyond the page: those that only the official SDKs know.
  'SECP256K1', 'ED25519', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3',
]
const SECRET = /^(AES_256|SM4|HMAC_.*)$/
const rows = []

for (const key_spec of SPECS) {
  const request = { key_alias: `example/${key_spec}`, key_spec }
  const { key_usage } = await checkCreateKey(request)
  const start = performance.now()
  const { key_info, material } = await createKey(request)
  const milliseconds = Math.round(performance.now() - start)
  rows.push({ key_spec, key_id: key_info.key_id, key_usage, 'public key (SHA-256)': fingerprint(material), milliseconds })
  material.dispose()
}
console.table(rows)

/** The first bytes of the hash of the public key; a symmetric key has none. */
function fingerprint(material) {
  if (SECRET.test(material.spec)) return '-'
  return createHash('sha256').update(material.publicKey('spki-der')).digest('hex').slice(0, 16)
}
