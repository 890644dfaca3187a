// TypeScript's compiler, as strict as it can be, with the declarations themselves checked as well.
import assert from 'node:assert/strict'
import ts from 'typescript'
import { tests } from './run.mjs'

/** A program of these files. Settings are written as in a tsconfig.json. */
export function program(files, settings) {
  const { options, errors } = ts.convertCompilerOptionsFromJson({ ...strictest, ...settings }, tests())
  assert.deepEqual(errors, [])
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getCurrentDirectory = () => tests()
  host.getSourceFile = (file, ...values) => {
    if (!file.includes('/typescript/lib/')) return getSourceFile(file, ...values)
    if (!libraries.has(file)) libraries.set(file, getSourceFile(file, ...values))
    return libraries.get(file)
  }
  return ts.createProgram(files, options, host)
}

/** What the compiler has against a program: a line each. */
export function complaints(program) {
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => tests('types'),
    getNewLine: () => '\n',
  })
}

const strictest = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
}

/** The compiler's own libraries, read once for all programs: that is where most of the time goes. */
const libraries = new Map()
