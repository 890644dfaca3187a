/** What a kernel's module exports. Each function is explained where it is written: primes/src/abi.rs. */
export interface Kernel {
  readonly memory: WebAssembly.Memory
  buffer(): number
  is_exact(): number
  mean_candidates(primeBits: number): number
  proof_randomness(primeBits: number, provenance: number, part: number, parts: number): number
  search(primeBits: number): number
  prove(primeBits: number, provenance: number, part: number, parts: number): number
  step(): number
  tested(): number
  stop(): void
}

export function instantiate(module: WebAssembly.Module): Kernel {
  return new WebAssembly.Instance(module).exports as unknown as Kernel
}
