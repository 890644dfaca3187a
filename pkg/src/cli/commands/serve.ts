import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { Kms, serviceOf } from '../../kms/kms.ts'
import { giveKeys } from '../../testing/open.ts'
import type { Authentication } from '../../../types/index.d.ts'
import { namesAt } from '../address.ts'
import { endpointOf, environmentOf, programLinesOf, SERVER, serverOf, shellLinesOf, type Server } from '../clients.ts'
import { command } from '../command.ts'
import { usageError } from '../fault.ts'
import { readInput } from '../files.ts'
import type { Io } from '../io.ts'
import { faultsOf } from '../serve/faults.ts'
import { logOf } from '../serve/log.ts'
import { startServer } from '../serve/server.ts'

export const serve = command({
  name: 'serve',
  summary: "serve the service's REST API on this machine, for the official SDKs",
  help: `
Usage: pocket-kms serve [options]

Serves the REST API until it is told to stop (Ctrl-C, SIGTERM): then requests under way come to their
end. Prints the lines that point each client at it. Keys are in memory: they are gone when it stops.

      --host HOST      the address to listen at, default ${SERVER.host}
      --port PORT      default ${SERVER.port}; 0 for any that is free
      --region REGION  the region that clients ask for, default ${SERVER.region}
      --project ID     the project, 32 letters and digits; without it a path may name any
      --auth WAY       none (default), token or aksk: by X-Auth-Token, or by signature
      --insecure       serve with --auth none at an address that other machines reach: whoever reaches
                       it may use the keys, under any name in the header Host
      --origins LIST   origins of pages that may ask, with commas between; default none
      --seed FILE      keys that are there from the beginning: { "keys": [ … ] }
      --fault LIST     what is to go wrong, WHERE=WHAT[@SHARE] with commas between: a path behind
                       kms/ or *; a code, a status, a delay in ms or drop; how often, from 0 to 1
      --log FORM       text (default), json or none: a line a request on stderr

The token is POCKET_KMS_TOKEN, the access key HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK. Where they are
not set, fresh ones are made and printed; what is set is never printed, but for the id of the access key. GET /health answers as soon as the server does.

Examples:
  pocket-kms serve
  pocket-kms serve --port 0 --auth aksk --log json
  pocket-kms serve --seed keys.json --fault 'create-key=KMS.1105@0.1,*=200ms'`,
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    region: { type: 'string' },
    project: { type: 'string' },
    auth: { type: 'string' },
    insecure: { type: 'boolean' },
    origins: { type: 'string' },
    seed: { type: 'string' },
    fault: { type: 'string' },
    log: { type: 'string' },
  },
  async run({ json, port, project, auth = 'none', insecure, origins, seed: file, fault, log = 'text', ...given }, io) {
    const asked = credentials(auth, { ...serverOf({ ...given, port: port === '0' ? undefined : port }) }, io)
    // It listens at this address and at no other: what is decided by it is decided about what is bound.
    const { address } = await lookup(asked.server.host).catch(notListening)
    const hosts = namesAt(asked.server.host, address)
    if (!hosts && auth === 'none' && !insecure) throw exposed()
    const keys = file === undefined ? undefined : await readInput(file, 'seed', io)
    const kms = await Kms.open({ projectId: project, auth: asked.auth, origins: origins?.split(','), hosts })
    try {
      if (keys) await giveKeys(kms, new TextDecoder().decode(keys))
      const service = serviceOf(kms)
      const faults = fault === undefined ? [] : faultsOf(fault, service)
      const options = { host: address, port: port === '0' ? 0 : asked.server.port, faults, log: logOf(log, io.stderr) }
      const running = await startServer(service, options).catch(notListening)
      try {
        const server = { ...asked.server, ...(project && { projectId: project }), port: running.port }
        // Whoever reads that it serves may tell it to stop.
        const told = toldToStop(io)
        await io.stdout.print(json ? `${JSON.stringify(announcement(server, asked.token))}\n` : welcome(server, asked.token))
        await told
      } finally {
        await running.stop()
      }
    } finally {
      await kms.close()
    }
  },
})

interface Asked {
  readonly auth: Authentication
  /** With the access key that it takes, as far as it may be printed. */
  readonly server: Server
  /** If a token is asked for: the one that was made, which is to be printed. */
  readonly token?: { readonly fresh?: string }
}

/** Secrets come from the environment, or are fresh: arguments are for everybody to see. */
function credentials(auth: string, server: Server, io: Io): Asked {
  const fresh = () => randomBytes(20).toString('hex')
  if (auth === 'none') return { auth, server }
  if (auth === 'token') {
    const given = io.env['POCKET_KMS_TOKEN']
    const token = given || fresh()
    return { auth: { token: [token] }, server, token: given ? {} : { fresh: token } }
  }
  if (auth === 'aksk') {
    const { secretKey: _, ...keyless } = server
    const given = io.env['HUAWEICLOUD_SDK_SK']
    const accessKey = io.env['HUAWEICLOUD_SDK_AK'] || fresh()
    const secretKey = given || fresh()
    const printed = { ...keyless, accessKey, ...(!given && { secretKey }) }
    return { auth: { aksk: [{ ak: accessKey, sk: secretKey }] }, server: printed }
  }
  throw usageError('--auth must be none, token or aksk.', 'auth')
}

function announcement(server: Server, token: Asked['token']) {
  const printed = { endpoint: endpointOf(server), environment: environmentOf(server), programs: programLinesOf(server) }
  return { ...printed, token: token?.fresh }
}

function welcome(server: Server, token: Asked['token']): string {
  const lines = [`pocket-kms serves ${endpointOf(server)}`, '', ...shellLinesOf(server, 'sh')]
  if (server.secretKey === undefined) lines.push(...KEPT_SECRET)
  if (token) lines.push('# The token of a request:', `#   X-Auth-Token: ${token.fresh ?? 'POCKET_KMS_TOKEN, as you have set it'}`)
  return `${lines.join('\n')}\n`
}

/** Instead of a secret that was given: a shell that has it passes it on, and any other is left as it is. */
const KEPT_SECRET = [
  '# The secret access key: HUAWEICLOUD_SDK_SK, as you have set it.',
  'export CLOUD_SDK_SK="${HUAWEICLOUD_SDK_SK:-${CLOUD_SDK_SK-}}"',
]

function toldToStop(io: Io): Promise<void> {
  return new Promise((resolve) => {
    if (io.signal.aborted) resolve()
    io.signal.addEventListener('abort', () => resolve(), { once: true })
    process.once('SIGTERM', () => resolve())
  })
}

function notListening(error: NodeJS.ErrnoException): never {
  const reason = error.code === 'EADDRINUSE' ? 'the port is taken' : `the address cannot be had (${error.code})`
  throw usageError(`--host and --port: ${reason}.`, 'port')
}

function exposed(): Error {
  const ways = 'Ask for credentials by --auth token or --auth aksk, or say --insecure.'
  return usageError(`Other machines reach this address, and could use the keys. ${ways}`, 'host')
}
