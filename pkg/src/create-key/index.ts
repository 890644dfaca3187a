/** What createKey is before its part is loaded: one file of the package. */
export * from '../parts/dynamic/create-key.ts'
export * from '../parts/dynamic/loaded.ts'
export * from '../parts/dynamic/rsa.ts'
export * from './call.ts'
export * from './init.ts'
export * from './members.ts'
