/** What an RSA key needs besides its module: the workers, and the kernel that this engine runs. */
export { chooseKernel, giveKernels } from './choose.ts'
export { isProved } from './proof.ts'
export { findPrimes } from './search.ts'
