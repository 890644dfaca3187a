// One process of Node: times what its job asks for and prints the times as JSON.
//   node in-node.mjs '{ "kernel": NAME, "keys": { SPEC: { SUBJECT: COUNT } } }'
import { readFileSync } from 'node:fs'
import * as kms from 'pocket-kms/slim'
import { kernel, wasm } from './kernels.mjs'
import { NODE_SUBJECTS } from './node-subjects.mjs'
import { RUSTCRYPTO } from './paths.mjs'
import { timed } from './timed.mjs'
import { hostNeutral } from './subjects.mjs'

const job = JSON.parse(process.argv[2])
await kms.init({ createKey: wasm('create-key'), kernels: { [job.kernel]: kernel(job.kernel) } })
const subjects = await hostNeutral(kms, readFileSync(RUSTCRYPTO))
const wanted = new Set(Object.values(job.keys).flatMap(Object.keys))
for (const [name, load] of Object.entries(NODE_SUBJECTS)) if (wanted.has(name)) subjects[name] = await load()

/** The processor time is that of all threads: ours is spent in workers, OpenSSL's in Node's own threads. */
function clock() {
  const { user, system } = process.cpuUsage()
  return { wall: performance.now(), cpu: (user + system) / 1000 }
}

console.log(JSON.stringify({ versions: process.versions, ...(await timed(subjects, job.keys, clock)) }))
