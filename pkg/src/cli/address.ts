import { BlockList, isIP } from 'node:net'

const OWN = new BlockList()
OWN.addSubnet('127.0.0.0', 8, 'ipv4')
OWN.addAddress('::1', 'ipv6')

/** Whether only this machine reaches the address, however it is written; `::ffff:127.0.0.1` is one of version 4. */
export function isLoopback(address: string): boolean {
  // A zone, as in ::1%lo, is no part of an address.
  const version = address.includes('%') ? 0 : isIP(address)
  return version !== 0 && OWN.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

/** A host as it stands in a URL. */
export function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/**
 * The names that a server at `address`, which was called `host`, goes by: only its own where this machine
 * alone reaches it, and there always some; elsewhere, where nobody can know them all, any.
 */
export function namesAt(host: string, address: string): string[] | undefined {
  if (!isLoopback(address)) return undefined
  const spellings = [host, address].flatMap((it) => [inUrl(it).toLowerCase(), new URL(`http://${inUrl(it)}`).hostname])
  return [...new Set(['localhost', '127.0.0.1', '[::1]', ...spellings])]
}
