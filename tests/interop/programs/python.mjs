// Python programs, each started once, by its first call: a call is a line to it, its answer a line back
// (serve.py).
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const interpreter = join(process.env.POCKET_KMS_TOOLS || join(cache, 'pocket-kms'), 'python/bin/python')

const cryptographyCall = start('with_cryptography.py')
const gmsslCall = start('with_gmssl.py')
const cryptodomeCall = start('with_cryptodome.py')
const formatsCall = start('with_formats.py')
const structureCall = start('structure.py')
const auditCall = start('rsa_audit.py')
const plantedCall = start('rsa_planted.py')

export const cryptography = {
  name: 'cryptography',
  ...operations(cryptographyCall),
  /** Whether it loads both halves of a pair, which checks them, and finds them to be of one key. */
  loads: (spec, key) => cryptographyCall('loads', spec, key),
}
export const gmssl = {
  name: 'gmssl',
  ...operations(gmsslCall),
  /** SM2 with a nonce that is not drawn. */
  encryptWith: async (...args) => Buffer.from(await gmsslCall('encrypt_with', ...args), 'hex'),
}
export const cryptodome = { name: 'PyCryptodome', ...operations(cryptodomeCall) }

/** What docs/formats.md and RFC 5649 say, by the cryptography package: `formats('seal_blob', spec, key, …bytes)`. */
export const formats = formatsCall

/** The rules of its spec that a key breaks, in words. */
export const faults = (spec, key) => structureCall('faults', spec, key)

/** Of RSA keys alone: the rules that one key breaks, and those that the keys of a folder break together. */
export const audit = {
  faults: (spec, key) => auditCall('faults', spec, key),
  faultsTogether: (spec, folder) => auditCall('faults_together', spec, folder),
}

/** Makes keys with a fault out of the sound ones of a folder. Returns the folder they are in: 0, 1, … */
export const plant = (fault, folder) => plantedCall('plant', fault, folder)

/** Lets the programs end. */
export const endPython = () => {
  const calls = [cryptographyCall, gmsslCall, cryptodomeCall, formatsCall, structureCall, auditCall, plantedCall]
  calls.forEach((call) => call.end())
}

function operations(call) {
  const bytes = async (...args) => {
    const hex = await call(...args)
    return hex === null ? null : Buffer.from(hex, 'hex')
  }
  return {
    sign: (...args) => bytes('sign', ...args),
    verify: (...args) => call('verify', ...args),
    encrypt: (...args) => bytes('encrypt', ...args),
    decrypt: (...args) => bytes('decrypt', ...args),
  }
}

function start(script) {
  let running
  const call = async (operation, scheme, key, ...inputs) => {
    running ??= spawned(script)
    const line = [operation, scheme, key, ...inputs.map((input) => input.toString('hex'))]
    running.child.stdin.write(`${JSON.stringify(line)}\n`)
    const { value, done } = await running.answers.next()
    if (done) throw new Error(`${script} has ended`)
    return JSON.parse(value)
  }
  return Object.assign(call, { end: () => running?.child.stdin.end() })
}

function spawned(script) {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(interpreter, ['-B', path], { stdio: ['pipe', 'pipe', 'inherit'] })
  return { child, answers: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
