import glue from '#glue/kms'
import source from '#source/kms'
import { loader } from '../module/load.ts'

/** The module of the whole service. */
export const load = /* @__PURE__ */ loader(glue, source)

export type Core = Awaited<ReturnType<typeof load>>
