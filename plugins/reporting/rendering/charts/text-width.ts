/** Characters that take a square: Han, kana, Hangul, full-width signs. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u

/** About how wide a text is, in pixels: nothing here can measure fonts. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0
  for (const sign of text) ems += wide.test(sign) ? 1 : 0.56
  return ems * fontSize
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text
  const signs = [...text]
  while (signs.length > 1 && textWidth(`${signs.join('')}…`, fontSize) > width) signs.pop()
  return `${signs.join('').trimEnd()}…`
}
