const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** Text as it may stand in HTML and SVG, between tags and inside of attributes; control characters are left out. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!).replace(/[^\P{Cc}\t\n\r]/gu, '')
}
