// Python programs, each started once: a call is a line to it, its answer a line back (serve.py).
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const interpreter = join(process.env.POCKET_KMS_TOOLS || join(cache, 'pocket-kms'), 'python/bin/python')

const cryptographyCall = start('with_cryptography.py')
const gmsslCall = start('with_gmssl.py')
const structureCall = start('structure.py')

export const cryptography = { name: 'cryptography', ...operations(cryptographyCall) }
export const gmssl = { name: 'gmssl', ...operations(gmsslCall) }

/** The rules of its spec that a key breaks, in words. */
export const faults = (spec, key) => structureCall('faults', spec, key)

/** Lets the programs end. */
export const endPython = () => [cryptographyCall, gmsslCall, structureCall].forEach((call) => call.end())

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
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(interpreter, ['-B', path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const call = async (operation, scheme, key, ...inputs) => {
    const line = [operation, scheme, key, ...inputs.map((input) => input.toString('hex'))]
    child.stdin.write(`${JSON.stringify(line)}\n`)
    const { value, done } = await answers.next()
    if (done) throw new Error(`${script} has ended`)
    return JSON.parse(value)
  }
  return Object.assign(call, { end: () => child.stdin.end() })
}
