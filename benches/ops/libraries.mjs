// Libraries in JavaScript alone. Keys are in the form that each takes; messages are hashed, ivs drawn.
import { gcm } from '@noble/ciphers/aes.js'
import { ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import smCrypto from 'sm-crypto'
import * as smCryptoV2 from 'sm-crypto-v2'
import { MESSAGE, TEXT } from './jobs.mjs'

const [message, text] = [MESSAGE, TEXT].map((words) => new TextEncoder().encode(words))
const random = (length) => crypto.getRandomValues(new Uint8Array(length))

export async function noble() {
  // Hedged nonces and DER, as ours; Ed25519 knows neither.
  const curves = [['EC_P256', p256], ['EC_P384', p384], ['SECP256K1', secp256k1]]
  const subjects = {}
  for (const [spec, curve, options] of [...curves.map((row) => [...row, { format: 'der' }]), ['ED25519', ed25519]]) {
    const { secretKey, publicKey } = curve.keygen()
    const sign = () => curve.sign(message, secretKey, options && { ...options, extraEntropy: true })
    const signature = sign()
    subjects[`create ${spec}`] = () => curve.keygen()
    subjects[`sign ${spec}`] = sign
    subjects[`verify ${spec}`] = () => curve.verify(signature, message, publicKey, options)
  }
  // It has no SM2, but takes any curve.
  const sm2 = ecdsa(weierstrass(SM2), sha256)
  subjects['create SM2'] = () => sm2.keygen()

  const key = random(32)
  const iv = random(12)
  const sealed = gcm(key, iv).encrypt(text)
  subjects['encrypt AES_256'] = () => gcm(key, random(12)).encrypt(text)
  subjects['decrypt AES_256'] = () => gcm(key, iv).decrypt(sealed)
  subjects['mac HMAC_256'] = () => hmac(sha256, key, text)
  return subjects
}

/** The form of both: a message is hashed with the public key, which is given, and signatures are DER. */
function sm2Subjects({ sm2 }, ciphertext) {
  const { privateKey, publicKey } = sm2.generateKeyPairHex()
  const options = { hash: true, der: true }
  const sign = () => sm2.doSignature(message, privateKey, { ...options, publicKey })
  const signature = sign()
  const encrypt = () => sm2.doEncrypt(text, publicKey, 1, ciphertext)
  const encrypted = encrypt()
  return {
    keys: { publicKey, signature },
    subjects: {
      'create SM2': () => sm2.generateKeyPairHex(),
      'sign SM2': sign,
      'verify SM2': () => sm2.doVerifySignature(message, signature, publicKey, options),
      'encrypt SM2': encrypt,
      'decrypt SM2': () => sm2.doDecrypt(encrypted, privateKey, 1, ciphertext),
    },
  }
}

/** Its ciphertexts are C1 ‖ C3 ‖ C2. It has no GCM: SM4 is timed in CBC, which authenticates nothing. */
export async function smCryptoFirst() {
  const { subjects } = sm2Subjects(smCrypto, undefined)
  const key = hex(random(16))
  const cbc = (iv) => ({ mode: 'cbc', iv, output: 'array' })
  const iv = hex(random(16))
  const sealed = smCrypto.sm4.encrypt(text, key, cbc(iv))
  return {
    ...subjects,
    'encrypt SM4': () => smCrypto.sm4.encrypt(text, key, cbc(hex(random(16)))),
    'decrypt SM4': () => new Uint8Array(smCrypto.sm4.decrypt(sealed, key, cbc(iv))),
  }
}

export async function smCryptoSecond() {
  const { subjects } = sm2Subjects(smCryptoV2, { asn1: true })
  const { sm4 } = smCryptoV2
  const key = random(16)
  const mode = (iv) => ({ mode: 'gcm', iv, output: 'array', outputTag: true })
  const iv = random(12)
  const { output, tag } = sm4.encrypt(text, key, mode(iv))
  return {
    ...subjects,
    'encrypt SM4': () => sm4.encrypt(text, key, mode(random(12))),
    'decrypt SM4': () => opened(sm4.decrypt(output, key, { ...mode(iv), tag })),
  }
}

/** The same where a table of the public key has been made before, and is kept. */
export async function smCryptoPrepared() {
  const { sm2 } = smCryptoV2
  const { keys } = sm2Subjects(smCryptoV2, { asn1: true })
  const point = sm2.precomputePublicKey(keys.publicKey)
  return {
    'verify SM2': () => sm2.doVerifySignature(message, keys.signature, point, { hash: true, der: true }),
    'encrypt SM2': () => sm2.doEncrypt(text, point, 1, { asn1: true }),
  }
}

/** The answer to a decryption has one of two forms. */
const opened = (answer) => answer.output ?? answer
const hex = (bytes) => Buffer.from(bytes).toString('hex')

/** GB/T 32918.5. */
const SM2 = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
}
