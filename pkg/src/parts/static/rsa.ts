import { findPrimes, giveKernels, isProved } from '../../rsa/part.ts'

const part = { findPrimes, giveKernels, isProved }

export const rsaPart = async () => part
