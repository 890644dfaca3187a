import base64 from '#data/create-key'
import { unpacked } from '../unpacked.ts'

/** The module inside the package. */
export default async function source(): Promise<BufferSource> {
  return unpacked(base64)
}
