// The kernels inside kms.wasm: custom sections, which can be read and left out.

export const KERNELS = ['fma', 'simd128', 'scalar']

/** The bytes of each kernel's module, by name. */
export function kernelsOf(wasm) {
  return Object.fromEntries(
    sections(wasm)
      .filter(({ name }) => name?.startsWith('kernel.'))
      .map(({ name, content }) => [name.slice('kernel.'.length), content]),
  )
}

/** The same module with one kernel alone, so that there is nothing to choose. */
export function withKernel(wasm, kernel) {
  const kept = sections(wasm).filter(({ name }) => !name?.startsWith('kernel.') || name === `kernel.${kernel}`)
  return Buffer.concat([wasm.subarray(0, HEADER), ...kept.map(({ whole }) => whole)])
}

/** Magic number and version. */
const HEADER = 8

/** Every section, whole; of a custom one its name and content too (WebAssembly core, 5.5.2 and 5.5.3). */
function sections(wasm) {
  const found = []
  for (let at = HEADER; at < wasm.length; ) {
    const [size, body] = leb128(wasm, at + 1)
    const whole = wasm.subarray(at, body + size)
    if (wasm[at] === 0) {
      const [length, text] = leb128(wasm, body)
      const name = wasm.subarray(text, text + length).toString()
      found.push({ whole, name, content: wasm.subarray(text + length, body + size) })
    } else {
      found.push({ whole })
    }
    at = body + size
  }
  return found
}

/** The number at `at`, and where the bytes behind it begin. */
function leb128(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value |= (byte & 127) << shift
    if (byte < 128) return [value >>> 0, at]
  }
}
