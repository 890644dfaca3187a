// A good request of every operation, as a client of the REST API sends it: method, path and body. The list
// is written by the official SDKs' and knows nothing of the package's own table.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { wrapKeyMaterial } from 'pocket-kms'

const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const AES = id(1)
const RSA = id(2)
const EC = id(3)
const MAC = id(4)
const EXTERNAL = id(5)
const IMPORTED = id(6)
const OTHER = id(7)

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

/** The keys that the requests are about. */
export const SEED = {
  keys: [
    { key_id: AES, key_alias: 'aes', tags: [{ key: 'team', value: 'a' }] },
    { key_id: RSA, key_alias: 'rsa', key_spec: 'RSA_2048', key_usage: 'ENCRYPT_DECRYPT', material: rsa },
    { key_id: EC, key_alias: 'ec', key_spec: 'EC_P256' },
    { key_id: MAC, key_alias: 'mac', key_spec: 'HMAC_256' },
    { key_id: EXTERNAL, key_alias: 'external', origin: 'external' },
    { key_id: IMPORTED, key_alias: 'imported', origin: 'external', material: Buffer.alloc(32, 1).toString('base64') },
    { key_id: OTHER, key_alias: 'other', key_spec: 'SM4' },
  ],
}

/** The requests, by the operation's name in the SDKs. In this order each of them is carried out. */
export async function goodRequests(kms) {
  const key_id = AES
  const plain_text = Buffer.alloc(32, 7).toString('hex')
  const digest = createHash('sha256').update(Buffer.alloc(32, 7)).digest('hex')
  const message = createHash('sha256').update('four apples').digest('base64')
  const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'four apples' })
  const datakey = await kms.createDatakey({ key_id, datakey_length: '256' })
  const signing = { key_id: EC, message, signing_algorithm: 'ECDSA_SHA_256' }
  const { signature } = await kms.sign(signing)
  const coding = { key_id: MAC, mac_algorithm: 'HMAC_SHA_256', message }
  const { mac } = await kms.generateMac(coding)
  const wrapping = { key_id: EXTERNAL, wrapping_algorithm: 'SM2_ENCRYPT' }
  const { public_key, import_token } = await kms.createParametersForImport(wrapping)
  const wrapped = await wrapKeyMaterial({ ...wrapping, public_key, generate: 'AES_256' })
  const alias = 'alias/orders'
  const tags = [{ key: 'team', value: 'b' }, { key: 'a b/ü' }]
  return {
    createKey: ['POST', 'create-key', { key_alias: 'orders', key_description: 'four äpples', origin: 'kms' }],
    listKeyDetail: ['POST', 'describe-key', { key_id }],
    listKeys: ['POST', 'list-keys', { limit: '10', marker: '0', key_state: '2' }],
    disableKey: ['POST', 'disable-key', { key_id: OTHER }],
    enableKey: ['POST', 'enable-key', { key_id: OTHER }],
    deleteKey: ['POST', 'schedule-key-deletion', { key_id: OTHER, pending_days: '7' }],
    cancelKeyDeletion: ['POST', 'cancel-key-deletion', { key_id: OTHER }],
    updateKeyAlias: ['POST', 'update-key-alias', { key_id: OTHER, key_alias: 'renamed' }],
    updateKeyDescription: ['POST', 'update-key-description', { key_id: OTHER, key_description: 'described' }],
    createRandom: ['POST', 'gen-random', { random_data_length: '512' }],
    createDatakey: ['POST', 'create-datakey', { key_id, datakey_length: '512' }],
    createDatakeyWithoutPlaintext: ['POST', 'create-datakey-without-plaintext', { key_id, key_spec: 'AES_128' }],
    encryptDatakey: ['POST', 'encrypt-datakey', { key_id, plain_text: plain_text + digest, datakey_plain_length: '32' }],
    decryptDatakey: ['POST', 'decrypt-datakey', { key_id, cipher_text: datakey.cipher_text, datakey_cipher_length: '32' }],
    createRsaDatakeyPair: ['POST', 'create-rsa-datakey-pair', { key_id, key_spec: 'RSA_2048' }],
    createEcDatakeyPair: ['POST', 'create-ec-datakey-pair', { key_id, key_spec: 'SM2', with_plain_text: false }],
    encryptData: ['POST', 'encrypt-data', { key_id, plain_text: 'four apples' }],
    decryptData: ['POST', 'decrypt-data', { cipher_text }],
    reEncrypt: ['POST', 're-encrypt', { cipher_text, destination_key_id: RSA, destination_encryption_algorithm: 'RSAES_OAEP_SHA_256' }],
    sign: ['POST', 'sign', { ...signing, message_type: 'DIGEST' }],
    validateSignature: ['POST', 'verify', { ...signing, signature }],
    showPublicKey: ['POST', 'get-publickey', { key_id: EC }],
    generateMac: ['POST', 'generate-mac', coding],
    verifyMac: ['POST', 'verify-mac', { ...coding, mac }],
    createParametersForImport: ['POST', 'get-parameters-for-import', wrapping],
    importKeyMaterial: ['POST', 'import-key-material', { key_id: EXTERNAL, import_token, ...wrapped }],
    deleteImportedKeyMaterial: ['POST', 'delete-imported-key-material', { key_id: IMPORTED }],
    enableKeyRotation: ['POST', 'enable-key-rotation', { key_id }],
    updateKeyRotationInterval: ['POST', 'update-key-rotation-interval', { key_id, rotation_interval: '30' }],
    showKeyRotationStatus: ['POST', 'get-key-rotation-status', { key_id }],
    rotateOnDemand: ['POST', 'rotate-on-demand', { key_id }],
    disableKeyRotation: ['POST', 'disable-key-rotation', { key_id }],
    createKmsTag: ['POST', `${key_id}/tags`, { tag: { key: 'stage', value: 'test' } }],
    batchCreateKmsTags: ['POST', `${key_id}/tags/action`, { action: 'create', tags }],
    showKmsTags: ['GET', `${key_id}/tags`],
    listKmsTags: ['GET', 'tags'],
    listKmsByTags: ['POST', 'resource_instances/action', { action: 'filter', limit: '10', tags: [{ key: 'team', values: ['b'] }] }],
    deleteTag: ['DELETE', `${key_id}/tags/a%20b%2F%C3%BC`],
    createAlias: ['POST', 'aliases', { key_id, alias }],
    associateAlias: ['POST', 'alias/associate', { alias, target_key_id: OTHER }],
    listAliases: ['GET', `aliases?key_id=${OTHER}&limit=10&marker=0`],
    deleteAlias: ['DELETE', 'aliases', { key_id: OTHER, aliases: [alias] }],
    showUserInstances: ['GET', 'user-instances'],
    showUserQuotas: ['GET', 'user-quotas'],
  }
}
