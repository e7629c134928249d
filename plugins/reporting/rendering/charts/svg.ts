import { escapeText } from '../html/escape.ts'

type Attributes = Readonly<Record<string, string | number | undefined>>

/** One SVG element. Numbers are written with one decimal; looks are attributes, so that no inline style is needed. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const text = typeof value === 'number' ? String(Math.round(value * 10) / 10) : value!
      return ` ${key}="${escapeText(text)}"`
    })
    .join('')
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

export const fontSize = 12

export const colors = {
  ink: '#1f2937',
  muted: '#6b7280',
  grid: '#e5e7eb',
  axis: '#9ca3af',
  main: '#2563eb',
  before: '#94a3b8',
  other: '#f59e0b',
  good: '#15803d',
  bad: '#c2410c',
  total: '#475569'
} as const

/** A line of text. `anchor`: which end of it is at x. */
export function label(
  text: string,
  {
    x,
    y,
    anchor = 'start',
    fill = colors.muted,
    ...more
  }: { x: number; y: number; anchor?: 'start' | 'middle' | 'end'; fill?: string } & Attributes
): string {
  return element(
    'text',
    { x, y, 'text-anchor': anchor, fill, 'font-size': fontSize, ...more },
    escapeText(text)
  )
}
