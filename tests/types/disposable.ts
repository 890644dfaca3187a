// Material that wipes itself, and a service that closes itself, at the end of a block.
import { createKey, Kms } from 'pocket-kms'

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

export async function service(): Promise<string> {
  await using kms = await Kms.open()
  using same = kms
  return (await same.createKey({ key_alias: 'orders' })).key_info.key_id
}
