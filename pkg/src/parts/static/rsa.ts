import { chooseKernel, findPrimes, giveKernels, isProved } from '../../rsa/part.ts'

const part = { chooseKernel, findPrimes, giveKernels, isProved }

export const rsaPart = async () => part
