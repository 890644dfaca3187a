export function missing(name: string): Error {
  return new Error(`pocket-kms/slim holds no module: call init({ ${name}: … }) first, or import 'pocket-kms'.`)
}
