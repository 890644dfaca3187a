// A day in the life of a key: made, used, brought from outside, rotated, deleted.
//   node service.mjs
import { Kms, wrapKeyMaterial } from 'pocket-kms'

const kms = await Kms.open()

// Data, and the data key of a file.
const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders', key_spec: 'SM4' })
const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'hello', additional_authenticated_data: 'order 7' })
const { plain_text } = await kms.decryptData({ cipher_text, additional_authenticated_data: 'order 7' })
console.log('decrypted:', plain_text)
const datakey = await kms.createDatakey({ key_id, datakey_length: '256' })
console.log('data key, wrapped:', datakey.cipher_text.slice(0, 16) + '…')

// A signature that others can verify.
const signer = await kms.createKey({ key_alias: 'invoices', key_spec: 'SM2' })
const message = btoa('an invoice')
const request = { key_id: signer.key_info.key_id, message, message_type: 'RAW', signing_algorithm: 'SM2DSA_SM3' }
const { signature } = await kms.sign(request)
console.log('valid:', (await kms.validateSignature({ ...request, signature })).signature_valid)

// A key of one's own.
const own = await kms.createKey({ key_alias: 'own', key_spec: 'EC_P256', origin: 'external' })
const wrapping = { key_id: own.key_info.key_id, wrapping_algorithm: 'SM2_ENCRYPT' }
const { public_key, import_token } = await kms.createParametersForImport(wrapping)
const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm: 'SM2_ENCRYPT', generate: 'EC_P256' })
await kms.importKeyMaterial({ key_id: own.key_info.key_id, import_token, ...wrapped })

// New material; what the old has encrypted still opens.
await kms.rotateOnDemand({ key_id })
await kms.decryptData({ cipher_text, additional_authenticated_data: 'order 7' })

// The end: in seven days, unless it is cancelled.
await kms.deleteKey({ key_id, pending_days: '7' })
await kms.decryptData({ cipher_text }).catch(({ code, message }) => console.log('refused:', code, message))

const { key_details } = await kms.listKeys({ key_spec: 'ALL' })
console.table(key_details.map(({ key_alias, key_spec, key_state, origin }) => ({ key_alias, key_spec, key_state, origin })))
await kms.close()
