// The names that the package declares: of its public types, and of the objects that its own files pass on.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const types = join(root, 'tests/node_modules/pocket-kms/dist')
const sources = join(root, 'pkg/src')

const PUBLIC = readdirSync(types).filter((name) => name.endsWith('.d.ts')).map((name) => join(types, name))
const OWN = readdirSync(sources, { recursive: true })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('cli'))
  .map((name) => join(sources, name))

/** Every name that a member of an interface or of a type of these files has. */
function membersOf(files) {
  const names = new Set()
  for (const path of files) {
    const visit = (node) => {
      if ((ts.isPropertySignature(node) || ts.isMethodSignature(node)) && ts.isIdentifier(node.name)) names.add(node.name.text)
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest))
  }
  return names
}

/** What a caller may name: options, requests, answers. */
export const publicNames = membersOf(PUBLIC)
/** The same, and what the package's own objects hold. */
export const declaredNames = new Set([...publicNames, ...membersOf(OWN)])
