export { kernels } from './sections.ts'

/** No module inside: the application brings it. */
export default async function source(): Promise<never> {
  throw new Error("pocket-kms/slim holds no module: call init(source) first, or import 'pocket-kms'.")
}
