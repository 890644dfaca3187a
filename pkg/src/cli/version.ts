/** Of the package; the build puts it here. */
declare const __VERSION__: string

export const VERSION: string = __VERSION__
