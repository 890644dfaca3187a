import { KmsError } from '../../base/errors.ts'

/**
 * The way to a part of the package, which is a file of its own: loaded once, and tried again after a failure. What the
 * part is going to ask for may be asked for meanwhile: one after the other they take twice as long.
 */
export function loaded<Part>(load: () => Promise<Part>, ahead: () => Promise<unknown> = async () => undefined): () => Promise<Part> {
  let loading: Promise<Part> | undefined
  return () => {
    if (loading) return loading
    // Whether it can be had, the part finds out.
    ahead().catch(() => {})
    return (loading = load().catch((cause) => {
      loading = undefined
      const message = 'A file of this package could not be loaded: the network has failed, or it is not where the others are.'
      throw new KmsError({ code: 'ERR_WASM_LOAD', status: 500, message, cause })
    }))
  }
}
