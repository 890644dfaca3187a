import { readFile } from 'node:fs/promises'

export { kernels } from './sections.ts'

/** The module beside this file: a program on disk has no need of a second copy inside of itself. */
export default async function source(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL('./kms.wasm', import.meta.url)))
}
