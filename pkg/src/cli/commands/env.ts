import { endpointOf, environmentOf, programLinesOf, SERVER, serverOf, shellLinesOf } from '../clients.ts'
import { command } from '../command.ts'
import { shellOf } from '../shells.ts'

export const env = command({
  name: 'env',
  summary: 'print what points the official clients at a server on this machine',
  help: `
Usage: pocket-kms env [options]

Prints lines for a shell: variables that the SDKs for Python, Go and Java read, and, as comments, what
each client is told in its own program.

      --host HOST      default ${SERVER.host}
      --port PORT      default ${SERVER.port}
      --region REGION  the region that clients ask for, default ${SERVER.region}
      --shell SHELL    sh (default), fish, powershell or dotenv

Examples:
  eval "$(pocket-kms env)"
  pocket-kms env --port 9000 --region eu-west-101 --shell dotenv > .env`,
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    region: { type: 'string' },
    shell: { type: 'string' },
  },
  async run({ shell = 'sh', json, ...given }, io) {
    const server = serverOf(given)
    const lines = shellLinesOf(server, shellOf(shell))
    const answer = { endpoint: endpointOf(server), environment: environmentOf(server), programs: programLinesOf(server) }
    await io.stdout.print(json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n')}\n`)
  },
})
