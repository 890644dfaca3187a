// What the build puts in place of each name, and what Node adds to the platform.

declare module '#source' {
  export default function source(): Promise<unknown>
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
  once(event: 'message', listener: (task: never) => void): void
  postMessage(message: unknown, transfer?: Transferable[]): void
}
interface NodeWorker {
  on(event: 'message', listener: (report: never) => void): void
  on(event: 'error', listener: () => void): void
  postMessage(message: unknown): void
  terminate(): Promise<number>
}
declare var process:
  | {
      getBuiltinModule?(name: 'node:worker_threads'):
        | { parentPort: NodePort | null; Worker: new (script: string, options: { eval: true }) => NodeWorker }
        | undefined
    }
  | undefined
