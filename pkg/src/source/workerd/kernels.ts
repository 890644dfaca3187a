import fma from './rsa-fma.wasm'
import simd128 from './rsa-simd128.wasm'

/** The runtime has both kinds of vectors. */
export default { fma, simd128 }
