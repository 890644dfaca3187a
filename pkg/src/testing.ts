/** The whole of pocket-kms/testing. Its types and their documentation: types/testing.d.ts. */
export { ManualClock } from './testing/clock.ts'
export { storeConformance } from './testing/conformance.ts'
export { MemoryStore } from './testing/memory-store.ts'
export { openForTesting, seed } from './testing/open.ts'
export { seededRandom } from './testing/random.ts'
