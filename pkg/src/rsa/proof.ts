import { refusing } from '../errors.ts'
import type { Core } from '../load.ts'
import { chooseKernel } from './choose.ts'
import type { RsaOptions } from './options.ts'
import { carryOut } from './pool.ts'
import type { Searcher } from './runner.ts'

/** The parts that workers share: a search may end while a worker is still stopping, so they are small. */
const PARTS = 3

/**
 * Whether p, q, d mod p − 1 and d mod q − 1 are the numbers of an RSA key, by the tests of
 * primes/src/proof.rs. The numbers are wiped.
 */
export async function isProved(core: Core, numbers: Uint8Array, options: RsaOptions): Promise<boolean> {
  const { module, kernel } = await chooseKernel(core)
  const primeBits = (numbers.length / 4) * 8
  const parts = options.maxWorkers > 1 ? PARTS : 1
  const left = Array.from({ length: parts }, (_, part) => part)
  let done = 0
  let isSound = true

  const work = async (searcher: Searcher) => {
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      try {
        const random = refusing(() => core.random(kernel.proof_randomness(primeBits, part!, parts)))
        const task = { kind: 'proof', primeBits, part, parts, numbers: numbers.slice(), random } as const
        const outcome = await searcher.run(task, () => {})
        if (outcome.isSound === undefined) return
        isSound &&= outcome.isSound
        done++
      } catch (error) {
        left.push(part)
        throw error
      }
    }
  }

  try {
    await carryOut({ ...options, kernel: module, work, hasWork: () => left.length > 0, isDone: () => done === parts })
    return isSound
  } finally {
    left.length = 0
    numbers.fill(0)
  }
}
