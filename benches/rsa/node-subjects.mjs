// Ways to an RSA key that there are in Node alone. Each gives the private key as PKCS#8.
import { spawnSync } from 'node:child_process'
import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { BITS } from './subjects.mjs'

const generate = promisify(generateKeyPair)

/** Each is (spec) => bytes, and loads what it needs when it is asked for. */
export const NODE_SUBJECTS = {
  'node-crypto': async () => async (spec) => {
    const options = { modulusLength: BITS[spec], privateKeyEncoding: { type: 'pkcs8', format: 'der' } }
    return (await generate('rsa', options)).privateKey
  },

  forge: async () => {
    const { default: forge } = await import('node-forge')
    // It would call node:crypto.
    forge.options.usePureJavaScript = true
    const { asn1, pki } = forge
    return async (spec) => {
      const { privateKey } = pki.rsa.generateKeyPair({ bits: BITS[spec], e: 0x10001 })
      const pkcs8 = pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(privateKey))
      return Buffer.from(asn1.toDer(pkcs8).getBytes(), 'latin1')
    }
  },

  jsrsasign: async () => {
    const { KEYUTIL } = (await import('jsrsasign')).default
    return async (spec) => {
      const { prvKeyObj } = KEYUTIL.generateKeypair('RSA', BITS[spec])
      return fromPem(KEYUTIL.getPEM(prvKeyObj, 'PKCS8PRV'))
    }
  },

  // As PEM: its DER is PKCS#1.
  openssl: async () => async (spec) =>
    fromPem(openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${BITS[spec]}`)),

  // What a call costs that does nothing.
  'openssl-empty': async () => async () => void openssl('version'),
}

function openssl(...args) {
  const { error, status, stdout } = spawnSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  if (error) throw error
  if (status !== 0) throw new Error(`openssl ${args[0]} ended with ${status}.`)
  return stdout
}

function fromPem(pem) {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
}
