/** What a text of a template is made of. */
export type Part = { text: string } | { variable: string }

/** A text that cannot be read, and why. */
export interface SyntaxFault {
  detail: string
}

const name = /^\s*([a-z][a-zA-Z0-9_]{0,39}(?:\.[a-z][a-zA-Z0-9_]{0,39})?)\s*\}\}/
/** How much of what is wrong is quoted. */
const quotedMax = 30

/**
 * Reads a text with `{{names}}`: names are all there is, no conditions, no filters, no way to call anything. A `}}`
 * without its beginning is text, since style sheets have them.
 */
export function parseText(text: string): Part[] | SyntaxFault {
  const parts: Part[] = []
  let at = 0
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    const rest = text.slice(open + 2)
    const match = name.exec(rest)
    if (!match) {
      const quoted = JSON.stringify(text.slice(open, open + quotedMax))
      return { detail: `${quoted} is no variable: write {{name}} or {{group.name}}` }
    }
    if (open > at) parts.push({ text: text.slice(at, open) })
    parts.push({ variable: match[1]! })
    at = open + 2 + match[0].length
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

export type Values = Readonly<Record<string, string>>

/** Where a text goes: a header has one line, HTML has markup of its own. */
export type Place = 'subject' | 'text' | 'html'

/** Fills values in. Parts come from `parseText`; what has no value is left out. */
export function fill(parts: readonly Part[], values: Values, place: Place): string {
  const filled = parts
    .map((part) => ('text' in part ? part.text : shown(values[part.variable] ?? '', place)))
    .join('')
  return place === 'subject' ? oneLine(filled) : filled
}

function shown(value: string, place: Place): string {
  return place === 'html' ? escapeHtml(value) : value
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!)
}

/** One line, whatever a value holds: a line break would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
