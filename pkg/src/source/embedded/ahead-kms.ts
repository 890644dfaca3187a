/** The text of the module, asked for before the part that unpacks it is there. */
export const kmsAhead = (): Promise<unknown> => import('#data/kms')
