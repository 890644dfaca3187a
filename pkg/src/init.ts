import { kmsPart } from '#parts/kms'
import type { Sources } from '../types/index.d.ts'
import { load, noSources } from './create-key/init.ts'
import { ownMembers } from './base/own.ts'

/** Loads modules now. */
export async function init(sources?: Sources | null): Promise<void> {
  const { createKey, kms, kernels } = ownMembers(sources, 'createKey', 'kms', 'kernels')
  const isNone = createKey === undefined && kms === undefined && kernels === undefined
  if (isNone && sources !== undefined && sources !== null) throw noSources()
  await load(isNone ? true : createKey, kernels)
  if (kms !== undefined) await (await kmsPart()).load(kms)
}
