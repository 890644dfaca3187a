import { unpacked } from '../unpacked.ts'

/** The module inside the package. */
export default async function source(): Promise<BufferSource> {
  const { default: base64 } = await import('#data/create-key')
  return unpacked(base64)
}
