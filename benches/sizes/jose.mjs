import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose'
import { sm2 } from 'sm-crypto-v2'
import { sm2Pems } from './containers.mjs'

const rsa = await generateKeyPair('PS256', { modulusLength: 2048, extractable: true })
console.log(await exportSPKI(rsa.publicKey))
console.log(await exportPKCS8(rsa.privateKey))

const { privateKey, publicKey } = sm2.generateKeyPairHex()
console.log(...sm2Pems(privateKey, publicKey))
