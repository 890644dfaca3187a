/** The kernels' names, the fastest first. */
const NAMES = ['fma', 'simd128', 'scalar']

/** The kernels inside the core module, where the build has put them as custom sections. */
export function kernels(core: WebAssembly.Module): ArrayBuffer[] {
  return NAMES.flatMap((name) => WebAssembly.Module.customSections(core, `kernel.${name}`))
}
