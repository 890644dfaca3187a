import forge from 'node-forge'
import { sm2 } from 'sm-crypto-v2'
import { sm2Pems } from './containers.mjs'

const rsa = forge.pki.rsa.generateKeyPair({ bits: 2048, e: 0x10001 })
console.log(forge.pki.publicKeyToPem(rsa.publicKey))
console.log(forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(rsa.privateKey))))

const { privateKey, publicKey } = sm2.generateKeyPairHex()
console.log(...sm2Pems(privateKey, publicKey))
