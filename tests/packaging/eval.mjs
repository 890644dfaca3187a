// Finds what makes code of text in a script, by its syntax tree: a search for words misses spellings.
import ts from 'typescript'

/** Names that make code of text wherever they stand: as a call, a value, a member or an option. */
const NAMES = new Set(['eval', 'execScript', 'Function', 'AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction'])
const VM = /^(node:)?vm$|^(runIn(New|This)?Context|compileFunction)$/
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate'])

/** The places of a script that make code of text, as they are written there. */
export function evalsIn(script) {
  const file = ts.createSourceFile('script.js', script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const found = []
  const visit = (node) => {
    if (isEval(node)) found.push(node.parent.getText(file).slice(0, 80))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function isEval(node) {
  if (ts.isIdentifier(node)) return NAMES.has(node.text) || VM.test(node.text)
  const text = textOf(node)
  if (text !== undefined) return NAMES.has(text) || VM.test(text)
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false
  const callee = nameOf(node.expression)
  return callee === 'constructor' || (TIMERS.has(callee) && textOf(node.arguments?.[0]) !== undefined)
}

/** The last name of what is called: `setTimeout` of `globalThis.setTimeout` and of `globalThis['setTimeout']`. */
function nameOf(node) {
  if (ts.isParenthesizedExpression(node)) return nameOf(node.expression)
  if (ts.isBinaryExpression(node)) return nameOf(node.right)
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node)) return textOf(node.argumentExpression)
  return ts.isIdentifier(node) ? node.text : undefined
}

/** The text that an expression always comes to, if it is text. */
function textOf(node) {
  if (node === undefined) return undefined
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression)
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined
  const [left, right] = [textOf(node.left), textOf(node.right)]
  return left === undefined || right === undefined ? undefined : left + right
}
