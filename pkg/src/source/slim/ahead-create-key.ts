/** The application brings the module: there is nothing to be asked for. */
export const createKeyAhead = async (): Promise<unknown> => undefined
