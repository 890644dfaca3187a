// Python programs of the set-up's environment, each with a home of its own: the SDK writes there.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const interpreter = join(process.env.POCKET_KMS_TOOLS || join(cache, 'pocket-kms'), 'python/bin/python')

/** What a program prints. Of the environment it has what is given, and nothing else. */
export async function printed(program, environment) {
  const home = mkdtempSync(join(tmpdir(), 'pocket-kms-sdk-'))
  try {
    const { stdout } = await run(interpreter, ['-B', program], { env: { ...environment, HOME: home } })
    return stdout
  } finally {
    rmSync(home, { recursive: true })
  }
}

/** The lines of JSON that a program prints, as it does. It has to end well. */
export async function* lines(program, args, environment) {
  const home = mkdtempSync(join(tmpdir(), 'pocket-kms-sdk-'))
  try {
    const env = { ...environment, HOME: home }
    const child = spawn(interpreter, ['-B', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
    const code = await ended
    if (code !== 0) throw new Error(`${program} has ended: ${code}`)
  } finally {
    rmSync(home, { recursive: true })
  }
}

/** Makes each check that a program reports a test of its own. Returns what its last line says. */
export async function eachAsTest(t, program, args, environment) {
  let summary
  for await (const { name, error, ...rest } of lines(program, args, environment)) {
    if (name === undefined) summary = rest
    else await t.test(name, () => { if (error) throw new Error(error) })
  }
  return summary
}
