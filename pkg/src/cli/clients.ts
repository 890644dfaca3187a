import { isIPv6 } from 'node:net'
import { inUrl } from './address.ts'
import { usageError } from './fault.ts'
import { assignmentIn, type Shell } from './shells.ts'

/** Where a server is, and whom it takes a client for. */
export interface Server {
  readonly host: string
  readonly port: number
  /** The region that clients ask for. */
  readonly region: string
  readonly projectId: string
  readonly accessKey: string
  /** Absent where the user has given it: what was given is not printed. */
  readonly secretKey?: string
}

/** What holds where nothing else is said. Any credentials do: a client only has to have some. */
export const SERVER: Server = {
  host: '127.0.0.1',
  port: 8480,
  region: 'cn-north-4',
  projectId: '0'.repeat(32),
  accessKey: 'pocket-kms',
  secretKey: 'pocket-kms',
}

/** The server of options as they are typed. */
export function serverOf(given: {
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly region?: string | undefined
}): Server {
  const { host = SERVER.host, port = String(SERVER.port), region = SERVER.region } = given
  // A zone, as in fe80::1%eth0, has no place in a URL.
  const isAddress = isIPv6(host) && !host.includes('%')
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(host) && !isAddress) {
    throw usageError('--host must be a host name or an IP address.', 'host')
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw usageError('--port must be a number from 1 to 65535.', 'port')
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region)) {
    throw usageError('--region must be the id of a region, such as cn-north-4.', 'region')
  }
  return { ...SERVER, host, port: Number(port), region }
}

/** The server's address, as every client takes it. */
export function endpointOf({ host, port }: Server): string {
  return `http://${inUrl(host)}:${port}`
}

/**
 * The environment that points the SDKs for Python, Go and Java at a server without a change of their
 * programs. CLOUD_SDK_… are the names that the service's own sample programs read.
 */
export function environmentOf(server: Server): Record<string, string> {
  const region = server.region.toUpperCase().replaceAll('-', '_')
  const { secretKey } = server
  return {
    [`HUAWEICLOUD_SDK_REGION_KMS_${region}`]: endpointOf(server),
    HUAWEICLOUD_SDK_AK: server.accessKey,
    ...(secretKey !== undefined && { HUAWEICLOUD_SDK_SK: secretKey, CLOUD_SDK_SK: secretKey }),
    HUAWEICLOUD_SDK_PROJECT_ID: server.projectId,
    // Asked for the project by programs that name none.
    HUAWEICLOUD_SDK_IAM_ENDPOINT: endpointOf(server),
    CLOUD_SDK_AK: server.accessKey,
  }
}

/** What each client is told in its own program, where the environment is not enough. */
export function programLinesOf(server: Server): Record<string, string> {
  const endpoint = endpointOf(server)
  return {
    Python: `KmsClient.new_builder().with_credentials(credentials).with_endpoint("${endpoint}").build()`,
    Go: `kms.KmsClientBuilder().WithEndpoint("${endpoint}").WithCredential(credentials).SafeBuild()`,
    Java: `KmsClient.newBuilder().withCredential(credentials).withEndpoint("${endpoint}").build()`,
    Node: `KmsClient.newBuilder().withCredential(credentials).withEndpoint("${endpoint}").build()`,
    Terraform: `provider "huaweicloud" { endpoints = { kms = "${endpoint}/" } }`,
  }
}

/** The lines for a shell to run: what it sets, then, as comments, what programs say. */
export function shellLinesOf(server: Server, shell: Shell): string[] {
  return [
    '# Python, Go, Java: the programs stay as they are.',
    ...Object.entries(environmentOf(server)).map(([name, value]) => assignmentIn[shell](name, value)),
    '# In a program:',
    ...Object.entries(programLinesOf(server)).map(([client, line]) => `#   ${client}: ${line}`),
  ]
}
