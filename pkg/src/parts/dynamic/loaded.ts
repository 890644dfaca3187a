import { KmsError } from '../../base/errors.ts'

/** The way to a part of the package, which is a file of its own: loaded once, and tried again after a failure. */
export function loaded<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loading: Promise<Part> | undefined
  return () =>
    (loading ??= load().catch((cause) => {
      loading = undefined
      const message = 'A file of this package could not be loaded: the network has failed, or it is not where the others are.'
      throw new KmsError({ code: 'ERR_WASM_LOAD', status: 500, message, cause })
    }))
}
