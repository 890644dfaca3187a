import base64 from '#wasm-gzip-base64'

/** The module inside the package: base64 of its gzip, unpacked by the platform. */
export default async function source(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  // Its outcome is the outcome of reading, below.
  writer.write(packed).then(() => writer.close()).catch(() => {})
  return new Response(stream.readable).arrayBuffer()
}
