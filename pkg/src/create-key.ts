import type { Created } from '#core'
import type { CheckedRequest, CreatedKey, CreateKeyOptions, ExternalKey } from '../types/index.d.ts'
import { refusing } from './errors.ts'
import { CallHost, PLATFORM } from './host.ts'
import { load } from './load.ts'
import { KeyMaterial } from './material.ts'
import { ownValue } from './own.ts'
import { optionText, requestText } from './request.ts'
import { rsaOptions, throwIfAborted } from './rsa/options.ts'

/** Known before the module is loaded: a request is read at once. */
const MEMBERS = [
  'key_alias',
  'key_spec',
  'key_usage',
  'key_description',
  'origin',
  'enterprise_project_id',
  'sequence',
  'keystore_id',
  'vm_id',
]

export async function createKey(
  request: unknown,
  options?: CreateKeyOptions | null,
): Promise<CreatedKey | ExternalKey> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const text = requestText(request, MEMBERS)
  const domain = optionText(ownValue(options, 'domainId'))
  const rsa = rsaOptions(options)
  throwIfAborted(rsa)

  const core = await load()
  const host = new CallHost(core, PLATFORM, rsa)
  const created = await host.outcome<Created>(() => core.createKey(text, domain, host))
  const { key_info } = JSON.parse(created.response)
  const handle = created.material()
  return { key_info, material: handle ? new KeyMaterial(handle) : null } as CreatedKey | ExternalKey
}

export async function checkCreateKey(request: unknown): Promise<CheckedRequest> {
  const text = requestText(request, MEMBERS)
  const core = await load()
  return JSON.parse(refusing(() => core.checkCreateKey(text)))
}
