// The openssl command. It reads the PEM files.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'

const options = (...texts) => texts.flatMap((text) => ['-pkeyopt', text])
const OPTIONS = {
  RSASSA_PSS_SHA_256: ['-digest', 'sha256', ...options('rsa_padding_mode:pss', 'rsa_pss_saltlen:digest')],
  RSASSA_PKCS1_V1_5_SHA_256: ['-digest', 'sha256', ...options('rsa_padding_mode:pkcs1')],
  RSAES_OAEP_SHA_256: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha256'),
  ECDSA_SHA_256: ['-digest', 'sha256'],
  ECDSA_SHA_384: ['-digest', 'sha384'],
  SM2DSA_SM3: ['-digest', 'sm3', ...options('distid:1234567812345678')],
  SM2_ENCRYPT: [],
}
const VERDICTS = { 'Signature Verified Successfully\n': true, 'Signature Verification Failure\n': false }

export const openssl = {
  name: 'openssl',
  sign: (scheme, key, message) =>
    succeed(['pkeyutl', '-sign', '-rawin', ...OPTIONS[scheme], ...privateKey(key)], message),
  async verify(scheme, key, message, signature) {
    const file = `${key}.signature`
    writeFileSync(file, signature)
    const args = ['pkeyutl', '-verify', '-rawin', ...OPTIONS[scheme], ...publicKey(key), '-sigfile', file]
    const { stdout } = await run(args, message)
    return VERDICTS[stdout.toString()]
  },
  encrypt: (scheme, key, plaintext) =>
    succeed(['pkeyutl', '-encrypt', ...OPTIONS[scheme], ...publicKey(key)], plaintext),
  async decrypt(scheme, key, ciphertext) {
    const args = ['pkeyutl', '-decrypt', ...OPTIONS[scheme], ...privateKey(key)]
    const { status, stdout } = await run(args, ciphertext)
    return status === 0 ? stdout : null
  },
}

/** What `openssl pkey` says and writes. */
export const pkey = async (...args) => (await succeed(['pkey', ...args])).toString()

const privateKey = (key) => ['-inkey', `${key}.pkcs8.pem`]
const publicKey = (key) => ['-pubin', '-inkey', `${key}.spki.pem`]

async function succeed(args, input) {
  const { status, stdout, stderr } = await run(args, input)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
  return stdout
}

async function run(args, input = '') {
  const child = spawn('openssl', args)
  const ended = once(child, 'close')
  // It may refuse before it has read its input.
  child.stdin.on('error', () => {}).end(input)
  const [stdout, stderr] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()])
  const [status] = await ended
  return { status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
}
