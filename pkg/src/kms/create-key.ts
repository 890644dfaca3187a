import { kmsPart } from '#parts/kms'
import type { CreatedKey, CreateKeyOptions, ExternalKey } from '../../types/index.d.ts'
import { MEMBERS } from '../create-key/members.ts'
import { ownValue } from '../base/own.ts'
import { requestText } from '../base/request-text.ts'
import { optionText } from '../base/request-values.ts'
import { rsaOptions, throwIfAborted } from '../base/rsa-options.ts'

/** create-key with every spec that the service's SDKs know, for the command line. */
export async function createAnyKey(request: unknown, options?: CreateKeyOptions): Promise<CreatedKey | ExternalKey> {
  const text = requestText(request, MEMBERS)
  const domainId = optionText(ownValue(options, 'domainId'))
  const rsa = rsaOptions(options)
  throwIfAborted(rsa)
  const { createKey } = await kmsPart()
  return createKey(text, domainId, rsa)
}
