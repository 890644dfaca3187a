// The server in this process: what its limits are is for no user to set, and a test need not wait as long as
// a client may.
import { faultsOf, Kms, LIMITS, serviceOf, startServer } from '../../target/server/server.mjs'
import { send } from './serving.mjs'

/** A server with other limits than the usual ones. */
export async function serveHere(limits, fault) {
  const kms = await Kms.open()
  const service = serviceOf(kms)
  const faults = fault ? faultsOf(fault, service) : []
  const entries = []
  const log = (entry) => entries.push(entry)
  const options = { host: '127.0.0.1', port: 0, faults, log, limits: { ...LIMITS, ...limits } }
  const { port, stop } = await startServer(service, options)
  return {
    kms,
    port,
    /** What was answered. */
    entries,
    send: (method, path, init) => send(port, method, path, init),
    async stop() {
      await stop()
      await kms.close()
    },
  }
}
