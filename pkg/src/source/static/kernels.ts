import fma from '#data/rsa-fma'
import scalar from '#data/rsa-scalar'
import simd128 from '#data/rsa-simd128'
import { unpacked } from '../unpacked.ts'

/** All of them: where there is no import(), nothing can be loaded later. */
export default {
  fma: () => unpacked(fma),
  simd128: () => unpacked(simd128),
  scalar: () => unpacked(scalar),
}
