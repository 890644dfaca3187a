import type { KmsOptions } from '../../types/index.d.ts'
import { isBytes } from '../base/bytes.ts'
import { ownMembers } from '../base/own.ts'
import { requestText } from '../base/request-text.ts'
import { optionText } from '../base/request-values.ts'
import { coreCount } from '../base/cores.ts'
import { rsaOptions, type RsaOptions } from '../base/rsa-options.ts'
import type { Platform } from './platform.ts'

/** What a Kms is opened with. */
export interface Settings {
  /** The options that are text, for the core. */
  readonly text: string
  /** A copy of the caller's root key; whoever opens the Kms wipes it. */
  readonly root: Uint8Array | undefined
  readonly store: unknown
  readonly platform: Platform
  readonly rsa: RsaOptions
}

/** The options as they are now: what the caller changes afterwards has no effect. */
export function settingsOf(options: KmsOptions | null | undefined, platform: Platform): Settings {
  const { store, rootKey } = ownMembers(options, 'store', 'rootKey')
  const { domainId, projectId, maxKeys: max_keys } = ownMembers(options, 'domainId', 'projectId', 'maxKeys')
  const { auth, origins, hosts } = ownMembers(options, 'auth', 'origins', 'hosts')
  const [domain_id, project_id] = [optionText(domainId), optionText(projectId)]
  const given = { domain_id, project_id, max_keys, auth, origins, hosts }
  const text = requestText(given, Object.keys(given))
  // Workers race: with them the same source would not give the same RSA keys.
  const rsa = rsaOptions(options, platform.fill ? 0 : coreCount())
  // What are no bytes are none.
  const root = rootKey === undefined ? undefined : new Uint8Array(isBytes(rootKey) ? rootKey.subarray(0, 33) : [])
  return { text, root, store, platform, rsa }
}
