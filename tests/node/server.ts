// What serving-here.mjs makes a server of.
export { faultsOf } from '../../pkg/src/cli/serve/faults.ts'
export { LIMITS } from '../../pkg/src/cli/serve/limits.ts'
export { startServer } from '../../pkg/src/cli/serve/server.ts'
export { Kms, serviceOf } from '../../pkg/src/kms/kms.ts'
