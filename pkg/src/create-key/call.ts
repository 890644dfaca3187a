import { createKeyPart } from '#parts/create-key'
import type { CheckedRequest, CreatedKey, CreateKeyOptions, ExternalKey } from '../../types/create-key.d.ts'
import { ownValue } from '../base/own.ts'
import { memberValues, optionText } from '../base/request-values.ts'
import { rsaOptions, throwIfAborted } from '../base/rsa-options.ts'
import { MEMBERS } from './members.ts'

export async function createKey(
  request: unknown,
  options?: CreateKeyOptions | null,
): Promise<CreatedKey | ExternalKey> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const members = memberValues(request, MEMBERS)
  const domainId = optionText(ownValue(options, 'domainId'))
  const rsa = rsaOptions(options)
  throwIfAborted(rsa)
  const { create } = await createKeyPart()
  return create(members, domainId, rsa)
}

export async function checkCreateKey(request: unknown): Promise<CheckedRequest> {
  const members = memberValues(request, MEMBERS)
  const { check } = await createKeyPart()
  return check(members)
}
