import { missing } from './missing.ts'

/** The scalar one runs everywhere: whoever has given none is told so. */
export default {
  scalar: async () => {
    throw missing('kernels')
  },
}
