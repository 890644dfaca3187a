// `pocket-kms serve` as its users start it: the command of the packed tarball, in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const manifest = createRequire(import.meta.url).resolve('pocket-kms/package.json')
const command = join(dirname(manifest), createRequire(import.meta.url)(manifest).bin['pocket-kms'])

/** The access key that the server takes, by the variables that it is named by. */
export const ACCESS_KEY = { HUAWEICLOUD_SDK_AK: 'AKOFTHETESTS', HUAWEICLOUD_SDK_SK: 'not-a-secret' }

/** The secret again by the name that sample programs read; a server prints none that it was given. */
const SECRETS = { HUAWEICLOUD_SDK_SK: ACCESS_KEY.HUAWEICLOUD_SDK_SK, CLOUD_SDK_SK: ACCESS_KEY.HUAWEICLOUD_SDK_SK }

/**
 * A server on a port of its own: `{ endpoint, environment, token }` as it announces them, with the secrets that it does not, and
 * `stop`, which resolves to its exit code.
 */
export async function serve(...options) {
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', '--json', '--log', 'none', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...ACCESS_KEY },
  })
  const exited = once(child, 'exit')
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`serve has ended: ${code}`))),
  ])
  const { environment, ...announced } = JSON.parse(line)
  return {
    ...announced,
    environment: { ...SECRETS, ...environment },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}
