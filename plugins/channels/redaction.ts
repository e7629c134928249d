/** Names whose values are about people, or open doors. */
const hidden =
  /name|phone|mobile|tel|mail|addr|street|city|province|state_or|zip|postal|postcode|receiver|recipient|consignee|buyer|customer|contact|user|nick|person|token|secret|passw|sign|auth|key|cookie|note|remark|memo|message|comment|text|title|content|company|vat|tax_?id|card|identity|birth|passport|bank|iban|account|lat(itude)?$|lo?ng(itude)?$|ip$/i
/** Names whose text says what a thing is. */
const shown =
  /(^|_)(id|ids|sn|no|number|code|type|kind|status|state|currency|sku|gtin|date|time|at)$|(Id|Ids|Sn|No|Number|Code|Type|Kind|Status|State|Currency|Sku|Gtin|Date|Time|At)$/
const removed = '[removed]'
const depthMax = 8
const entriesMax = 50
const textMax = 200
const bytesMax = 8000
/** Longer figures may be telephone numbers. */
const figureMax = 10_000_000

/**
 * What a platform or a person has sent, as JSON without personal data and secrets: of texts only those whose
 * name says that they identify or classify a thing; of what is named after people, nothing.
 */
export function redact(value: unknown): string {
  const text = JSON.stringify(redacted(value, '', 0)) ?? 'null'
  return text.length <= bytesMax ? text : JSON.stringify({ [removed]: 'too long to keep' })
}

function redacted(value: unknown, name: string, depth: number): unknown {
  if (value === null || typeof value === 'boolean' || value === undefined) return value
  if (hidden.test(name) || depth > depthMax) return removed
  if (typeof value === 'number')
    return shown.test(name) || Math.abs(value) < figureMax ? value : removed
  if (Array.isArray(value)) {
    return value.slice(0, entriesMax).map((one) => redacted(one, name, depth + 1))
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).slice(0, entriesMax)
    return Object.fromEntries(entries.map(([key, one]) => [key, redacted(one, key, depth + 1)]))
  }
  const text = String(value)
  if (shown.test(name) || /^-?\d{1,7}([.,]\d+)?$/.test(text)) return text.slice(0, textMax)
  return `text of ${text.length}`
}
