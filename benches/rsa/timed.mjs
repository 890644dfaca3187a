// The times of one process or page.
import { inTurn } from './rounds.mjs'
import { check } from './subjects.mjs'

/** Keys made before the first that counts. */
const WARM_UP = { ours: 5, other: 1 }

/**
 * Times the subjects that `keys` names, { SPEC: { SUBJECT: COUNT } }.
 *
 * @returns { times: [{ spec, subject, wall, cpu? }] }, or { unavailable } if this engine cannot run the
 * kernel that the module has.
 */
export async function timed(subjects, keys, clock) {
  const times = []
  for (const [spec, counts] of Object.entries(keys)) {
    const names = Object.keys(counts)
    try {
      for (const name of names) {
        const pkcs8 = await subjects[name](spec)
        if (pkcs8) await check(pkcs8, spec)
      }
    } catch (error) {
      if (error.code === 'ERR_WASM_LOAD') return { unavailable: error.message }
      throw error
    }
    const entries = names.map((name) => ({
      keys: counts[name],
      warmUp: WARM_UP[name.startsWith('ours') ? 'ours' : 'other'],
      make: () => subjects[name](spec),
    }))
    const measured = await inTurn(entries, clock)
    for (const [i, subject] of names.entries()) times.push({ spec, subject, ...measured[i] })
  }
  return { times }
}
