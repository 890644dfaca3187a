// What the platform has: WebCrypto and node:crypto. Keys are loaded once; messages are hashed, ivs drawn.
import * as node from 'node:crypto'
import { MESSAGE, SHORT_TEXT, TEXT } from './jobs.mjs'

const { subtle } = globalThis.crypto
const [message, text, shortText] = [MESSAGE, TEXT, SHORT_TEXT].map((words) => Buffer.from(words))
const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }

export async function webcrypto() {
  const subjects = {}
  const signing = {
    EC_P256: [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
    EC_P384: [{ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }],
    ED25519: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
    RSA_2048: [{ name: 'RSA-PSS', ...RSA }, { name: 'RSA-PSS', saltLength: 32 }],
  }
  for (const [spec, [key, algorithm]] of Object.entries(signing)) {
    const generate = () => subtle.generateKey(key, true, ['sign', 'verify'])
    if (spec !== 'RSA_2048') {
      subjects[`create ${spec}`] = async () => {
        const { privateKey, publicKey } = await generate()
        return [await subtle.exportKey('pkcs8', privateKey), await subtle.exportKey('spki', publicKey)]
      }
    }
    const { privateKey, publicKey } = await generate()
    const signature = await subtle.sign(algorithm, privateKey, message)
    subjects[`sign ${spec}`] = () => subtle.sign(algorithm, privateKey, message)
    subjects[`verify ${spec}`] = () => subtle.verify(algorithm, publicKey, signature, message)
  }

  const aes = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const gcm = () => ({ name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) })
  const sealedBy = gcm()
  const sealed = await subtle.encrypt(sealedBy, aes, text)
  subjects['encrypt AES_256'] = () => subtle.encrypt(gcm(), aes, text)
  subjects['decrypt AES_256'] = () => subtle.decrypt(sealedBy, aes, sealed)

  const oaep = await subtle.generateKey({ name: 'RSA-OAEP', ...RSA }, false, ['encrypt', 'decrypt'])
  const block = await subtle.encrypt({ name: 'RSA-OAEP' }, oaep.publicKey, shortText)
  subjects['encrypt RSA_2048'] = () => subtle.encrypt({ name: 'RSA-OAEP' }, oaep.publicKey, shortText)
  subjects['decrypt RSA_2048'] = () => subtle.decrypt({ name: 'RSA-OAEP' }, oaep.privateKey, block)

  const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  subjects['mac HMAC_256'] = () => subtle.sign('HMAC', hmac, text)
  return subjects
}

export async function nodeCrypto() {
  const subjects = {}
  const der = {
    privateKeyEncoding: { type: 'pkcs8', format: 'der' }, publicKeyEncoding: { type: 'spki', format: 'der' },
  }
  const pss = { padding: node.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signing = {
    EC_P256: ['ec', { namedCurve: 'P-256' }, 'sha256'],
    EC_P384: ['ec', { namedCurve: 'P-384' }, 'sha384'],
    SECP256K1: ['ec', { namedCurve: 'secp256k1' }, 'sha256'],
    ED25519: ['ed25519', {}, null],
    SM2: ['ec', { namedCurve: 'SM2' }, 'sm3'],
    RSA_2048: ['rsa', { modulusLength: 2048 }, 'sha256', pss],
  }
  for (const [spec, [type, options, hash, padding]] of Object.entries(signing)) {
    if (spec !== 'RSA_2048') subjects[`create ${spec}`] = () => node.generateKeyPairSync(type, { ...options, ...der })
    const { privateKey, publicKey } = loaded(node.generateKeyPairSync(type, { ...options, ...der }))
    const sign = () => node.sign(hash, message, { key: privateKey, ...padding })
    try {
      const signature = sign()
      const verify = () => node.verify(hash, message, { key: publicKey, ...padding }, signature)
      if (verify()) Object.assign(subjects, { [`sign ${spec}`]: sign, [`verify ${spec}`]: verify })
    } catch {
      // Not every OpenSSL has a way to SM2 signatures that Node finds.
    }
  }

  for (const [spec, cipher, length] of [['AES_256', 'aes-256-gcm', 32], ['SM4', 'sm4-gcm', 16]]) {
    if (!node.getCiphers().includes(cipher)) continue
    const key = node.createSecretKey(node.randomBytes(length))
    const encrypt = () => {
      const iv = node.randomBytes(12)
      const gcm = node.createCipheriv(cipher, key, iv)
      return { iv, sealed: Buffer.concat([gcm.update(text), gcm.final()]), tag: gcm.getAuthTag() }
    }
    const { iv, sealed, tag } = encrypt()
    subjects[`encrypt ${spec}`] = encrypt
    subjects[`decrypt ${spec}`] = () => {
      const gcm = node.createDecipheriv(cipher, key, iv).setAuthTag(tag)
      return Buffer.concat([gcm.update(sealed), gcm.final()])
    }
  }

  const { privateKey, publicKey } = loaded(node.generateKeyPairSync('rsa', { modulusLength: 2048, ...der }))
  const block = node.publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, shortText)
  subjects['encrypt RSA_2048'] = () => node.publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, shortText)
  subjects['decrypt RSA_2048'] = () => node.privateDecrypt({ key: privateKey, oaepHash: 'sha256' }, block)

  const hmac = node.createSecretKey(node.randomBytes(32))
  subjects['mac HMAC_256'] = () => node.createHmac('sha256', hmac).update(text).digest()
  return subjects
}

/** As an application has them that has read its keys from somewhere. */
function loaded({ privateKey, publicKey }) {
  return {
    privateKey: node.createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' }),
    publicKey: node.createPublicKey({ key: publicKey, type: 'spki', format: 'der' }),
  }
}
