import { missing } from './missing.ts'

/** No module inside: the application brings it. */
export default async function source(): Promise<never> {
  throw missing('createKey')
}
