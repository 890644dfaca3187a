// The command line as a process, and a folder of its own for what it reads and writes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertPublished } from './published.mjs'

export const bin = fileURLToPath(new URL('../node_modules/pocket-kms/dist/cli.js', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
/** A path at which there is nothing, or a file of these contents. */
export function file(contents) {
  const path = join(folder, `${count++}`)
  if (contents !== undefined) writeFileSync(path, contents)
  return path
}
export const text = (path) => readFileSync(path, 'utf8')

/** Runs `pocket-kms …args`: its exit code and what it has printed. `input` is its stdin; null for one that stays open. */
export async function pocketKms(args, { input = '', env = {}, onSpawn = () => {} } = {}) {
  const stdio = ['pipe', 'pipe', 'pipe', 'pipe']
  const child = spawn(process.execPath, [bin, ...args], { env: { PATH: process.env.PATH, ...env }, stdio })
  const ended = once(child, 'close')
  if (input !== null) child.stdin.on('error', () => {}).end(input)
  onSpawn(child)
  const [stdout, stderr] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()])
  const [code, signal] = await ended
  const bytes = Buffer.concat(stdout)
  return { code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString() }
}

/** What a run that has to succeed prints. */
export async function printed(args, options) {
  const { code, stdout, stderr } = await pocketKms(args, options)
  if (code !== 0) throw new Error(`${code}: ${stderr}`)
  return stdout
}

/** The object that a run with --json prints. */
export const answered = async (args, options) => JSON.parse(await printed([...args, '--json'], options))

/** The exit code and the error of a run with --json that has to fail. */
export async function refused(args, options) {
  const { code, stdout, stderr } = await pocketKms([...args, '--json'], options)
  if (stdout !== '') throw new Error(`it has printed ${stdout}`)
  const { error } = JSON.parse(stderr)
  // In front of the text stands the option that it is about.
  if (error.code.startsWith('KMS.')) assertPublished({ ...error, message: error.message.replace(/^--[a-z-]+: /, '') })
  return { exit: code, ...error }
}

/** Run before the program: says on descriptor 3 that the program listens for Ctrl-C. */
const WATCHING = `process.on('newListener', (name) => {
  if (name === 'SIGINT') setImmediate(() => process.getBuiltinModule('node:fs').writeSync(3, 'listening'))
})`

/** The same as {@link pocketKms} for a run that gets Ctrl-C as soon as it listens for it. */
export function interrupted(args, { env, ...options } = {}) {
  const watching = { ...env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WATCHING)}` }
  const onSpawn = (child) => child.stdio[3].once('data', () => child.kill('SIGINT'))
  return pocketKms(args, { ...options, env: watching, onSpawn })
}
