/** What createKey loads when it is first called: the module of create-key alone, and how a key is made with it. */
import glue from '#glue/create-key'
import { rsaPart } from '#parts/rsa'
import source from '#source/create-key'
import type { CheckedRequest, CreatedKey, ExternalKey } from '../../types/create-key.d.ts'
import { refusing } from '../base/errors.ts'
import { KeyMaterial } from '../base/material.ts'
import { loader } from '../module/load.ts'
import { throwIfAborted, type RsaOptions } from '../base/rsa-options.ts'

export const load = /* @__PURE__ */ loader(glue, source)

type Core = Awaited<ReturnType<typeof load>>
type Key = ReturnType<Core['createKey']>

/** Makes a key of a request with these values of its members, which are absent if it is none. */
export async function create(
  members: unknown[] | undefined,
  domainId: string | undefined,
  rsa: RsaOptions,
): Promise<CreatedKey | ExternalKey> {
  const core = await load()
  const key = refusing(() => core.createKey(members, domainId))
  try {
    if (key.modulusBits > 0) await complete(core, key, rsa)
    const { response, spec } = key
    const { key_info } = JSON.parse(response)
    if (spec !== '') return { key_info, material: new KeyMaterial(key, spec) } as unknown as CreatedKey
    key.free()
    return { key_info, material: null }
  } catch (error) {
    key.free()
    throw error
  }
}

export async function check(members: unknown[] | undefined): Promise<CheckedRequest> {
  const core = await load()
  return JSON.parse(refusing(() => core.checkCreateKey(members)))
}

/** Gives an RSA key its primes. It is none before they are proved. The caller's signal ends this, or the module's end. */
async function complete(core: Core, key: Key, options: RsaOptions): Promise<void> {
  const { findPrimes, isProved } = await rsaPart()
  const search = new AbortController()
  const ending = { end: (reason: unknown) => search.abort(reason) }
  const abort = () => ending.end(options.signal?.reason)
  core.guard.calls.add(ending)
  options.signal?.addEventListener('abort', abort)
  try {
    // It may have been aborted while the modules were loaded.
    throwIfAborted(options)
    const rsa = { ...options, signal: search.signal, random: (length: number) => refusing(() => core.random(length)) }
    const primes = await findPrimes(key.modulusBits, rsa)
    const numbers = refusing(() => key.complete(primes))
    primes.fill(0)
    const isSound = await isProved(numbers, OURS, rsa)
    refusing(() => key.prove(isSound))
  } finally {
    core.guard.calls.delete(ending)
    options.signal?.removeEventListener('abort', abort)
  }
}

/** The provenance of primes that were found here: a number between the core and the kernel. */
const OURS = 1
