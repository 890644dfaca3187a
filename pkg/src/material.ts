import type { Material } from '#core'
import type { Jwk, KeySpec } from '../types/index.d.ts'
import { KmsError, refusing } from './errors.ts'
import { bare } from './own.ts'

export class KeyMaterial {
  readonly spec: KeySpec
  #handle: Material | undefined

  constructor(handle: Material) {
    this.spec = handle.spec as KeySpec
    this.#handle = handle
  }

  publicKey(format: string): string | Uint8Array | Jwk {
    return this.#export(format, (handle, name) => handle.publicKey(name))
  }

  privateKey(format: string): string | Uint8Array | Jwk {
    return this.#export(format, (handle, name) => handle.privateKey(name))
  }

  secretKey(format = 'raw'): string | Uint8Array | Jwk {
    return this.#export(format, (handle, name) => handle.secretKey(name))
  }

  dispose(): void {
    this.#handle?.free()
    this.#handle = undefined
  }

  #export(format: unknown, call: (handle: Material, format: string) => Uint8Array) {
    const handle = this.#handle
    if (!handle) {
      const message = 'The key material has been disposed of. Create a key again.'
      throw new KmsError({ code: 'ERR_DISPOSED', status: 500, message })
    }
    // What is no text, or a long one, is no format.
    const name = typeof format === 'string' ? format.slice(0, 16) : ''
    const bytes = refusing(() => call(handle, name))
    if (name.endsWith('der') || name === 'raw') return bytes
    const text = new TextDecoder().decode(bytes)
    bytes.fill(0)
    return name === 'jwk' ? (JSON.parse(text) as Jwk) : text
  }
}

// Not every engine has the symbol yet.
if (Symbol.dispose) {
  const { dispose } = KeyMaterial.prototype
  const member = bare({ value: dispose, configurable: true, writable: true })
  Object.defineProperty(KeyMaterial.prototype, Symbol.dispose, member)
}
