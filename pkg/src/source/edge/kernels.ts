import simd128 from './rsa-simd128.wasm?module'

/** One: a function with a module that its host cannot compile would not start, and not all hosts have more. */
export default { simd128 }
