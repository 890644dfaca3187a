import { ifAny } from './platform.ts'

/** No more workers than this: some engines report more cores than there are. */
const MOST_WORKERS = 8

/** As many workers as the machine has cores. */
export function coreCount(): number {
  const node = ifAny(() => globalThis.process?.getBuiltinModule?.('node:os'))
  const cores = node?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency
  return Math.min(cores || 1, MOST_WORKERS)
}
