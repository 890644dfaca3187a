/** The kernels, the fastest first. */
export const KERNELS = ['fma', 'simd128', 'scalar'] as const

export type KernelName = (typeof KERNELS)[number]

/** Whether this engine has the instructions of a kernel. It is asked before the kernel is loaded. */
export function hasInstructions(name: KernelName): boolean {
  return WebAssembly.validate(Uint8Array.from([...HEAD, ...PROBES[name]]))
}

/** A module's magic number and version, and one function type without parameters and results (core specification, 5.5). */
const HEAD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0]

/** One function of that type, which uses the instructions: none, `i8x16.splat`, `f64x2.relaxed_madd`. */
const PROBES: { readonly [Name in KernelName]: readonly number[] } = {
  scalar: [],
  simd128: [3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11],
  fma: [3, 2, 1, 0, 10, 20, 1, 18, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 135, 2, 26, 11],
}
