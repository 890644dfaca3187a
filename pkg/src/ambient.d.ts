// What the build puts in place of each name, and what Node adds to the platform.

declare module '#source' {
  export default function source(): Promise<unknown>
  /** The kernels that there are here, the fastest first. */
  export function kernels(core: WebAssembly.Module): (ArrayBuffer | WebAssembly.Module)[]
}
declare module '#worker-script' {
  const text: string
  export default text
}
declare module '#wasm-gzip-base64' {
  const text: string
  export default text
}
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
declare module '*.wasm?module' {
  const module: WebAssembly.Module
  export default module
}

interface NodePort {
  on(event: 'message', listener: (message: never) => void): void
  postMessage(message: unknown, transfer?: Transferable[]): void
}
interface NodeWorker {
  on(event: 'message', listener: (report: never) => void): void
  on(event: 'error', listener: () => void): void
  postMessage(message: unknown, transfer?: Transferable[]): void
  ref(): void
  unref(): void
  terminate(): Promise<number>
}
interface NodeModules {
  'node:os': { availableParallelism(): number }
  'node:worker_threads': { parentPort: NodePort | null; Worker: new (script: string, options: { eval: true }) => NodeWorker }
}
interface NodeTimer {
  unref(): void
}
declare var process:
  | { getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined }
  | undefined
declare var Deno: { unrefTimer(timer: number): void } | undefined
declare function setImmediate(callback: () => void): void
declare function setTimeout(callback: () => void, delay?: number): number | NodeTimer
declare function clearTimeout(timer: number | NodeTimer | undefined): void
