// The openssl command. It reads the PEM files.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'

const options = (...texts) => texts.flatMap((text) => ['-pkeyopt', text])
const pss = (hash) => ['-digest', hash, ...options('rsa_padding_mode:pss', 'rsa_pss_saltlen:digest')]
const pkcs1 = (hash) => ['-digest', hash, ...options('rsa_padding_mode:pkcs1')]
const OPTIONS = {
  RSASSA_PSS_SHA_256: pss('sha256'),
  RSASSA_PSS_SHA_384: pss('sha384'),
  RSASSA_PSS_SHA_512: pss('sha512'),
  RSASSA_PKCS1_V1_5_SHA_256: pkcs1('sha256'),
  RSASSA_PKCS1_V1_5_SHA_384: pkcs1('sha384'),
  RSASSA_PKCS1_V1_5_SHA_512: pkcs1('sha512'),
  RSAES_OAEP_SHA_256: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha256'),
  ECDSA_SHA_256: ['-digest', 'sha256'],
  ECDSA_SHA_384: ['-digest', 'sha384'],
  ED25519_SHA_512: [],
  SM2DSA_SM3: ['-digest', 'sm3', ...options('distid:1234567812345678')],
  OAEP_SHA_256_MGF1_SHA_1: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha1'),
  OAEP_SHA_1: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha1'),
  OAEP_SHA_384: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha384'),
  OAEP_SHA_256_LABEL: options('rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_oaep_label:00'),
  PKCS1_V1_5: options('rsa_padding_mode:pkcs1'),
  SM2_ENCRYPT: [],
}
const VERDICTS = { 'Signature Verified Successfully\n': true, 'Signature Verification Failure\n': false }

export const openssl = {
  name: 'openssl',
  async sign(scheme, key, message) {
    const input = inputFile(key, message)
    const args = ['pkeyutl', '-sign', '-rawin', ...OPTIONS[scheme], ...privateKey(key), '-in', input]
    return succeed(args).finally(() => rmSync(input))
  },
  async verify(scheme, key, message, signature) {
    const [input, file] = [inputFile(key, message), inputFile(key, signature)]
    const which = [...OPTIONS[scheme], ...publicKey(key), '-sigfile', file, '-in', input]
    const { stdout } = await run(['pkeyutl', '-verify', '-rawin', ...which])
    rmSync(input)
    rmSync(file)
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

/** What any other command of it writes; it rejects with what it says if it fails. */
export const opensslCommand = (...args) => succeed(args)
/** The same with something on its standard input. */
export const opensslFilter = (input, ...args) => succeed(args, input)

const privateKey = (key) => ['-inkey', `${key}.pkcs8.pem`]
const publicKey = (key) => ['-pubin', '-inkey', `${key}.spki.pem`]

let files = 0

/** A file of its own for every call: keys are used more than once at a time. Ed25519 takes no pipe. */
function inputFile(key, bytes) {
  const file = `${key}.${files++}.input`
  writeFileSync(file, bytes)
  return file
}

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
