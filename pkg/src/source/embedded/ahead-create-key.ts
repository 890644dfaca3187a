/** The text of the module, asked for before the part that unpacks it is there. */
export const createKeyAhead = (): Promise<unknown> => import('#data/create-key')
