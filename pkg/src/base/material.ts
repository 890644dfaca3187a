import type { Jwk, KeySpec } from '../../types/index.d.ts'
import { KmsError, refusing } from './errors.ts'
import { bare } from './own.ts'

/** Material in the memory of a module. */
interface Handle {
  /** The `public`, `private` or `secret` key: bytes, or the UTF-8 of a text format. */
  export(part: string, format: string): Uint8Array
  free(): void
}

// Made by a call without side effects: a bundler leaves it out where nobody uses it.
export const KeyMaterial = /* @__PURE__ */ disposable(
  class KeyMaterial {
    readonly spec: KeySpec
    #handle: Handle | undefined

    constructor(handle: Handle, spec: string) {
      this.spec = spec as KeySpec
      this.#handle = handle
    }

    publicKey(format: string): string | Uint8Array | Jwk {
      return this.#export('public', format)
    }

    privateKey(format: string): string | Uint8Array | Jwk {
      return this.#export('private', format)
    }

    secretKey(format = 'raw'): string | Uint8Array | Jwk {
      return this.#export('secret', format)
    }

    dispose(): void {
      this.#handle?.free()
      this.#handle = undefined
    }

    #export(part: string, format: unknown) {
      const handle = this.#handle
      if (!handle) {
        const message = 'The key material has been disposed of. Create a key again.'
        throw new KmsError({ code: 'ERR_DISPOSED', status: 500, message })
      }
      // What is no text, or a long one, is no format.
      const name = typeof format === 'string' ? format.slice(0, 16) : ''
      const bytes = refusing(() => handle.export(part, name))
      if (name.endsWith('der') || name === 'raw') return bytes
      const text = new TextDecoder().decode(bytes)
      bytes.fill(0)
      return name === 'jwk' ? (JSON.parse(text) as Jwk) : text
    }
  },
)
export type KeyMaterial = InstanceType<typeof KeyMaterial>

function disposable<Class extends new (handle: Handle, spec: string) => { dispose(): void }>(material: Class): Class {
  // Not every engine has the symbol yet.
  if (Symbol.dispose) {
    const { dispose } = material.prototype
    const member = bare({ value: dispose, configurable: true, writable: true })
    Object.defineProperty(material.prototype, Symbol.dispose, member)
  }
  return material
}
