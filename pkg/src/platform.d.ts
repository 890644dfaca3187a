// What Node adds to the platform, for the files that run in browsers too. The command line, which runs
// in Node alone, has the types of @types/node instead.

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
  'node:zlib': { gunzipSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> }
  'node:worker_threads': { parentPort: NodePort | null; Worker: new (script: URL) => NodeWorker }
}
interface NodeTimer {
  unref(): void
}
declare var process:
  | { getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined }
  | undefined
declare function setImmediate(callback: () => void): void
declare function setTimeout(callback: () => void, delay?: number): number | NodeTimer
declare function clearTimeout(timer: number | NodeTimer | undefined): void
