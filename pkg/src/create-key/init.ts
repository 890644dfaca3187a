import { createKeyPart } from '#parts/create-key'
import { rsaPart } from '#parts/rsa'
import type { Sources } from '../../types/create-key.d.ts'
import { KmsError } from '../base/errors.ts'
import { ownMembers } from '../base/own.ts'

/** Loads what createKey needs now. */
export async function initCreateKey(sources?: Sources | null): Promise<void> {
  const { createKey, kernels } = ownMembers(sources, 'createKey', 'kernels')
  const isNone = createKey === undefined && kernels === undefined
  if (isNone && sources !== undefined && sources !== null) throw noSources()
  await load(isNone ? true : createKey, kernels)
}

/** Loads the module of create-key from there, and keeps the kernels for the first RSA key. */
export async function load(createKey: Sources['createKey'], kernels: Sources['kernels']): Promise<void> {
  if (kernels !== undefined) (await rsaPart()).giveKernels(kernels)
  if (createKey !== undefined) await (await createKeyPart()).load(createKey)
}

export function noSources(): KmsError {
  const message = 'Invalid option. init takes an object of the modules to load: createKey, kernels, and kms where the service is.'
  return new KmsError({ code: 'ERR_OPTION', status: 400, message })
}
