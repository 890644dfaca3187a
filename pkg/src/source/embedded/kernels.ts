import { unpacked } from '../unpacked.ts'

/** Each kernel inside the package is a file of its own: an engine loads the one that it runs. */
export default {
  fma: async () => unpacked((await import('#data/rsa-fma')).default),
  simd128: async () => unpacked((await import('#data/rsa-simd128')).default),
  scalar: async () => unpacked((await import('#data/rsa-scalar')).default),
}
