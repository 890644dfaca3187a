import { createKeyPart } from '#parts/create-key'
import { rsaPart } from '#parts/rsa'
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
  if (isOfRsa(members)) prepareSearch()
  const { create } = await createKeyPart()
  return create(members, domainId, rsa)
}

export async function checkCreateKey(request: unknown): Promise<CheckedRequest> {
  const members = memberValues(request, MEMBERS)
  const { check } = await createKeyPart()
  return check(members)
}

const SPEC = MEMBERS.indexOf('key_spec')
const ORIGIN = MEMBERS.indexOf('origin')

function isOfRsa(members: unknown[] | undefined): boolean {
  return String(members?.[SPEC]).startsWith('RSA_') && members?.[ORIGIN] !== 'external'
}

/** Has the search and its kernel loaded beside the rest. What comes of it, the search is told. */
function prepareSearch(): void {
  rsaPart().then(({ chooseKernel }) => chooseKernel()).catch(() => {})
}
