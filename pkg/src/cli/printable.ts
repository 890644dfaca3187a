/**
 * What a terminal takes for more than a character: controls, of which 0x80 to 0x9f are escape sequences of one
 * character each, separators of lines, and what turns the direction of text. New lines and tabs stay.
 */
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text as a terminal can show it: each hidden character as `\u009b`, which in JSON is that character still. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
