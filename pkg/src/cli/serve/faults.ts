import { setTimeout as later } from 'node:timers/promises'
import type { RestAnswer, Service } from '../../kms/service.ts'
import { usageError } from '../fault.ts'

/** Something that is to go wrong on purpose, so that a program can be tried against it. */
export interface Fault {
  /** Whether it happens to a request of this target, this time. */
  hits(target: string): boolean
  /**
   * What is answered in the operation's place: nothing if it is carried out all the same. A delay is over
   * at the latest when it is aborted.
   */
  happen(service: Service, signal: AbortSignal): Promise<RestAnswer | 'drop' | undefined>
}

/**
 * The faults of an option: `WHERE=WHAT[@SHARE]`, several of them with commas between. WHERE is what an
 * operation is called, such as create-key, or *; WHAT a code, an HTTP status, a delay in ms, or drop;
 * SHARE how often, from 0 to 1.
 */
export function faultsOf(option: string, service: Service): Fault[] {
  return option.split(',').map((text) => {
    const [, where, what, share = '1'] = FAULT.exec(text.trim()) ?? []
    const happen = what && effectOf(what, service)
    if (!where || !happen || Number(share) > 1) throw usageError(`--fault ${ALLOWED}`, 'fault')
    const path = pathOf(where)
    return { hits: (target) => path.test(target) && Math.random() < Number(share), happen }
  })
}

const FAULT = /^(\*|[a-z{][a-z_{}/-]*)=([A-Za-z0-9._]+)(?:@([01](?:\.\d+)?))?$/

const ALLOWED =
  'must be WHERE=WHAT[@SHARE], such as create-key=KMS.1105 or *=200ms@0.5: a path behind kms/ or *, then a code, a status, a delay in ms or drop, then how often.'

/** The targets of what an operation is called: what stands in braces is any one segment. */
function pathOf(where: string): RegExp {
  if (where === '*') return /^/
  return new RegExp(`^/v1\\.0/[^/]+/kms/${where.replaceAll(/\{\w+\}/g, '[^/]+')}(?:\\?|$)`)
}

function effectOf(what: string, service: Service): Fault['happen'] | undefined {
  if (what === 'drop') return async () => 'drop'
  const [, delay] = /^(\d{1,6})ms$/.exec(what) ?? []
  if (delay) {
    return (_service, signal) => later(Number(delay), undefined, { signal }).catch(() => undefined)
  }
  if (/^[45]\d\d$/.test(what)) return async (service) => ({ ...service.refusal(''), status: Number(what) })
  // A code that is none is answered with another.
  const isCode = JSON.parse(service.refusal(what).body).error_code === what
  return isCode ? async (service) => service.refusal(what) : undefined
}
