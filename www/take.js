// Takes text and bytes out of the page: to the clipboard, or into a file.

/** Copies the text of an element, and says in a sentence how that went. */
export async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent)
    return 'Copied.'
  } catch {
    getSelection().selectAllChildren(element)
    return 'The browser does not let the page copy. The text is selected: copy it by hand.'
  }
}

/** Saves text or bytes as a file; bytes are wiped. */
export function save(content, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content]))
  link.download = name
  link.click()
  if (content instanceof Uint8Array) content.fill(0)
  // Not at once: an engine may fetch the URL only after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
