import { loaded } from './loaded.ts'

export const rsaPart = /* @__PURE__ */ loaded(() => import('../../rsa/part.ts'))
