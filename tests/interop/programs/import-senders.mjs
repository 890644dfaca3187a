// Both sides of an import, as other programs do them: the sender wraps what is to be imported, the receiver, in
// the place of the service, unwraps it. None has the key wrap of SM4 (sms4-wrap-pad of GmSSL): with_formats.py
// stands in for it.
import {
  createCipheriv, createDecipheriv, createPublicKey, privateDecrypt, publicEncrypt, randomBytes,
} from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { materialOf } from '../material.mjs'
import { oaep } from './node-crypto.mjs'
import { openssl, opensslFilter } from './openssl.mjs'
import { formats, gmssl } from './python.mjs'
import { smCryptoCipher } from './sm-crypto.mjs'

const IV = Buffer.from('A65959A6', 'hex')
const SYMMETRIC = ['AES_256', 'SM4']

/** An RFC 5649 wrap under a key of AES-256, by Node. */
export function nodeWrap(kek, data) {
  const cipher = createCipheriv('id-aes256-wrap-pad', kek, IV)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

export function nodeUnwrap(kek, wrapped) {
  const decipher = createDecipheriv('id-aes256-wrap-pad', kek, IV)
  return Buffer.concat([decipher.update(wrapped), decipher.final()])
}

export const sm4Wrap = async (kek, data) => Buffer.from(await formats('wrap_sm4', 'SM2', '', kek, data), 'hex')

async function sm4Unwrap(kek, wrapped) {
  const data = await formats('unwrap_sm4', 'SM2', '', kek, wrapped)
  if (data === null) throw new Error('does not unwrap')
  return Buffer.from(data, 'hex')
}

const KWP = ['enc', '-id-aes256-wrap-pad', '-iv', IV.toString('hex')]
const opensslWrap = (kek, data) => opensslFilter(data, ...KWP, '-K', kek.toString('hex'))
const opensslUnwrap = (kek, wrapped) => opensslFilter(wrapped, ...KWP, '-d', '-K', kek.toString('hex'))

/** Wraps by the two steps of the user guide. */
function sender(name, encrypt, wrapByAes) {
  return {
    name,
    async send(spec, key, _algorithm, public_key) {
      const material = materialOf(spec, key)
      const der = Buffer.from(public_key, 'base64')
      const base64 = async (bytes) => (await bytes).toString('base64')
      if (SYMMETRIC.includes(spec)) return { encrypted_key_material: await base64(encrypt(key, der, material)) }
      const temporary = randomBytes(spec === 'SM2' ? 16 : 32)
      return {
        encrypted_key_material: await base64(encrypt(key, der, temporary)),
        encrypted_privatekey: await base64((spec === 'SM2' ? sm4Wrap : wrapByAes)(temporary, material)),
      }
    },
  }
}

/** The public key in the files that programs read, beside those of the key. */
function wrappingKey(key, der) {
  const body = der.toString('base64').replace(/.{1,64}/g, '$&\n')
  writeFileSync(`${key}.wrapping.spki.pem`, `-----BEGIN PUBLIC KEY-----\n${body}-----END PUBLIC KEY-----\n`)
  writeFileSync(`${key}.wrapping.spki.der`, der)
  return `${key}.wrapping`
}
const by = (program, scheme) => (key, der, bytes) => program.encrypt(scheme, wrappingKey(key, der), bytes)

export const SENDERS = {
  RSAES_OAEP_SHA_256: [
    sender('openssl', by(openssl, 'RSAES_OAEP_SHA_256'), opensslWrap),
    {
      name: 'cryptography',
      send: (spec, key, _, public_key) => formats('wrap_import', spec, key, Buffer.from(public_key, 'base64')),
    },
    sender('node:crypto', (_, key, bytes) =>
      publicEncrypt(oaep(createPublicKey({ key, format: 'der', type: 'spki' })), bytes), nodeWrap),
  ],
  SM2_ENCRYPT: [
    sender('openssl', by(openssl, 'SM2_ENCRYPT'), opensslWrap),
    sender('gmssl', by(gmssl, 'SM2_ENCRYPT'), nodeWrap),
    sender('sm-crypto, C1‖C3‖C2', by(smCryptoCipher, 1), nodeWrap),
  ],
}

/** Unwraps by `own`, a key whose private half the receiver has; null if it does not unwrap. */
function receiver(name, decrypt, unwrapByAes) {
  return {
    name,
    async receive(spec, own, { encrypted_key_material, encrypted_privatekey }) {
      const opened = await decrypt(own, Buffer.from(encrypted_key_material, 'base64'))
      if (opened === null || SYMMETRIC.includes(spec)) return opened
      const wrapped = Buffer.from(encrypted_privatekey, 'base64')
      try {
        return await (spec === 'SM2' ? sm4Unwrap : unwrapByAes)(opened, wrapped)
      } catch {
        return null
      }
    },
  }
}

export const RECEIVERS = {
  RSAES_OAEP_SHA_256: [
    receiver('openssl', (own, bytes) => openssl.decrypt('RSAES_OAEP_SHA_256', own, bytes), opensslUnwrap),
    {
      name: 'cryptography',
      async receive(spec, own, members) {
        const sent = [members.encrypted_key_material, members.encrypted_privatekey].filter(Boolean)
        const opened = await formats('unwrap_import', spec, own, ...sent.map((text) => Buffer.from(text, 'base64')))
        return opened === null ? null : Buffer.from(opened, 'hex')
      },
    },
    receiver('node:crypto', (own, bytes) => {
      try {
        return privateDecrypt(oaep(readFileSync(`${own}.pkcs8.pem`)), bytes)
      } catch {
        return null
      }
    }, nodeUnwrap),
  ],
  SM2_ENCRYPT: [
    receiver('openssl', (own, bytes) => openssl.decrypt('SM2_ENCRYPT', own, bytes), opensslUnwrap),
    receiver('gmssl', (own, bytes) => gmssl.decrypt('SM2_ENCRYPT', own, bytes), nodeUnwrap),
  ],
}
