import { kmsAhead } from '#source/ahead-kms'
import { loaded } from './loaded.ts'

export const kmsPart = /* @__PURE__ */ loaded(() => import('../../kms/part.ts'), kmsAhead)
