// What the packaging tests share: paths, a folder for built output, and running a program.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A path below tests/. */
export const tests = (...parts) => join(fileURLToPath(new URL('..', import.meta.url)), ...parts)
/** A path below tests/packaging/consumers/. */
export const consumer = (...parts) => tests('packaging/consumers', ...parts)
/** The package as a user has it: the unpacked tarball. */
export const installed = (...parts) => tests('node_modules/pocket-kms', ...parts)

/** Every Node. The packages of them are for Linux on x64; elsewhere there is the one that runs this file. */
export const nodes = Object.fromEntries([
  [`Node ${process.version}`, process.execPath],
  ...['node-22', 'node-24', 'node-26']
    .map((name) => [name, tests('node_modules', name, 'bin/node')])
    .filter(([, program]) => existsSync(program)),
])

/** What a consumer prints: one line a key, for keys of three kinds, and nothing else. */
export const keys = (times = 1) => {
  const line = (spec) => `ok ${spec} [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\n`
  return new RegExp(`^(${['EC_P256', 'SM2', 'RSA_2048'].map(line).join('')}){${times}}$`)
}

/** A folder outside of the working tree, removed when the file's tests are over. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The output of a program that ends by itself and reports success. One that hangs is ended, and fails. */
export async function run(command, ...values) {
  const options = { timeout: 60_000, killSignal: 'SIGKILL', env: { ...process.env, NO_COLOR: '1' } }
  const { stdout } = await promisify(execFile)(command, values, options)
  return stdout
}
