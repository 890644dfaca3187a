/** The application brings the module: there is nothing to be asked for. */
export const kmsAhead = async (): Promise<unknown> => undefined
