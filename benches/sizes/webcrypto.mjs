import { sm2 } from 'sm-crypto-v2'
import { pem, sm2Pems } from './containers.mjs'

const algorithm = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
const rsa = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
console.log(pem('PUBLIC', await crypto.subtle.exportKey('spki', rsa.publicKey)))
console.log(pem('PRIVATE', await crypto.subtle.exportKey('pkcs8', rsa.privateKey)))

const { privateKey, publicKey } = sm2.generateKeyPairHex()
console.log(...sm2Pems(privateKey, publicKey))
