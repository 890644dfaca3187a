import type { Converted, Created } from '#module/kms'
import type { CreatedKey, ExternalKey, WrappedKeyMaterial } from '../../types/index.d.ts'
import { refusing } from '../base/errors.ts'
import { KeyMaterial } from '../base/material.ts'
import type { RsaOptions } from '../base/rsa-options.ts'
import { CallHost } from './host.ts'
import { load } from './load.ts'
import { PLATFORM } from './platform.ts'

// The calls that need no Kms. A request is JSON text; what is given is the caller's to wipe.

/** create-key with every spec that the service's SDKs know. */
export async function createKey(
  request: string,
  domainId: string | undefined,
  rsa: RsaOptions,
): Promise<CreatedKey | ExternalKey> {
  const core = await load()
  const host = new CallHost(core, PLATFORM, rsa)
  const created = await host.outcome<Created>(() => core.createKey(request, domainId, host))
  const { key_info } = JSON.parse(created.response)
  const handle = created.material()
  return { key_info, material: handle ? new KeyMaterial(handle, handle.spec) : null } as unknown as CreatedKey | ExternalKey
}

/** The key in another form, and what is known of it. */
export async function convertKey(request: string, given: Uint8Array, rsa: RsaOptions) {
  const core = await load()
  const host = new CallHost(core, PLATFORM, rsa)
  const converted = await host.outcome<Converted>(() => core.convertKey(request, given, host))
  return { info: JSON.parse(converted.info), key: converted.key() }
}

export async function convertCiphertext(request: string, given: Uint8Array): Promise<Uint8Array> {
  const core = await load()
  return refusing(() => core.convertCiphertext(request, given))
}

export async function convertSignature(request: string, given: Uint8Array): Promise<Uint8Array> {
  const core = await load()
  return refusing(() => core.convertSignature(request, given))
}

export async function wrapKeyMaterial(
  request: string,
  material: Uint8Array | undefined,
  rsa: RsaOptions,
): Promise<WrappedKeyMaterial> {
  const core = await load()
  const host = new CallHost(core, PLATFORM, rsa)
  return JSON.parse(await host.outcome(() => core.wrapKeyMaterial(request, material, host)))
}
