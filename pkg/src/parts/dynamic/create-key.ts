import { createKeyAhead } from '#source/ahead-create-key'
import { loaded } from './loaded.ts'

export const createKeyPart = /* @__PURE__ */ loaded(() => import('../../create-key/part.ts'), createKeyAhead)
