// Material that wipes itself at the end of its block.
import { createKey } from 'pocket-kms'

export async function once(): Promise<string> {
  using material = (await createKey({ key_alias: 'orders', key_spec: 'EC_P256' })).material
  return material.publicKey('spki-pem')
}

export async function maybe(): Promise<void> {
  using material = (await createKey({ key_alias: 'orders', origin: 'external' })).material
  const stack = new DisposableStack()
  stack.use((await createKey({ key_alias: 'orders' })).material)
  stack.dispose()
  void material
}
