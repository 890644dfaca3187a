import { chooseKernel } from './choose.ts'
import type { SearchOptions } from '../base/rsa-options.ts'
import { carryOut } from './pool.ts'
import type { Searcher } from './runner.ts'

/**
 * The parts that workers share: small ones, since a search may end while a worker is still stopping, and since the
 * randomness of more than a sixth does not fit into a kernel's buffer.
 */
const PARTS = 6

/**
 * Whether p, q, d mod p − 1 and d mod q − 1 are the numbers of an RSA key, by the tests of
 * primes/src/proof.rs for that provenance. The numbers are wiped.
 */
export async function isProved(numbers: Uint8Array, provenance: number, options: SearchOptions): Promise<boolean> {
  const { module, kernel } = await chooseKernel()
  const primeBits = (numbers.length / 4) * 8
  const randomness = (part: number) => kernel.proof_randomness(primeBits, provenance, part, PARTS)
  // Kernels with many lanes have fewer vectors than parts.
  const left = Array.from({ length: PARTS }, (_, part) => part).filter((part) => randomness(part) > 0)
  const all = left.length
  let done = 0
  let isSound = true

  const work = async (searcher: Searcher) => {
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      try {
        const random = options.random(randomness(part!))
        const own = numbers.slice()
        const task = { kind: 'proof', primeBits, provenance, part, parts: PARTS, numbers: own, random } as const
        const outcome = await searcher.run(task, () => {})
        if (outcome.isSound === undefined) return
        done++
        if (outcome.isSound) continue
        // The other parts would change nothing.
        isSound = false
        left.length = 0
      } catch (error) {
        left.push(part)
        throw error
      }
    }
  }

  try {
    const isDone = () => !isSound || done === all
    await carryOut({ ...options, kernel: module, yields: false, work, hasWork: () => left.length > 0, isDone })
    return isSound
  } finally {
    left.length = 0
    numbers.fill(0)
  }
}
