import { currencyExponent } from '#core/currency'
import type { CellUnit, Language, Text } from './document.ts'

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en' }
/** Stands where there is no figure. */
const nothing = '–'

export interface FormatOptions {
  language: Language
  currency: string | null
  /** Short, for headlines and axes: 12.35万, 123.5K. */
  isCompact?: boolean
}

const formats = new Map<string, Intl.NumberFormat>()

/** Formats are kept: to make one takes longer than to use it a hundred times. */
function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locales[language], options)
    formats.set(key, format)
  }
  return format
}

/** A figure as people write it: money in its currency, ratios in percent, null as a dash. */
export function formatValue(
  value: number | string | null,
  unit: CellUnit,
  options: FormatOptions
): string {
  if (value === null) return nothing
  if (typeof value === 'string') return unit === 'day' ? formatDay(value, options.language) : value
  const { language, isCompact = false } = options
  switch (unit) {
    case 'money':
      return formatMoney(value, options)
    case 'ratio':
      return numberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value)
    case 'days':
      return `${plain(value, language, 1)} ${language === 'zh' ? '天' : 'd'}`
    case 'milliseconds':
      return formatDuration(value, language)
    default:
      return isCompact ? compact(value, language) : plain(value, language, 2)
  }
}

function plain(value: number, language: Language, digits: number): string {
  return numberFormat(language, { maximumFractionDigits: digits }).format(value)
}

/** From where on short figures are short: 万 begins at ten thousand. */
const compactFrom = 10_000

function compact(value: number, language: Language): string {
  if (Math.abs(value) < compactFrom) return plain(value, language, 2)
  return numberFormat(language, { notation: 'compact', maximumFractionDigits: 2 }).format(value)
}

function formatMoney(
  minor: number,
  { language, currency, isCompact = false }: FormatOptions
): string {
  if (currency === null) return plain(minor, language, 0)
  const digits = currencyExponent(currency)
  const major = minor / 10 ** digits
  const isShort = isCompact && Math.abs(major) >= compactFrom
  return numberFormat(language, {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    ...(isShort
      ? { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 2 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits })
  }).format(major)
}

/** A change with its sign: `+12.3%`. */
export function formatChange(ratio: number | null, language: Language): string {
  if (ratio === null) return nothing
  return numberFormat(language, {
    ...{ style: 'percent', maximumFractionDigits: 1 },
    signDisplay: 'exceptZero'
  }).format(ratio)
}

const minuteMs = 60_000

function formatDuration(ms: number, language: Language): string {
  const minutes = Math.round(ms / minuteMs)
  const [hour, minute] = language === 'zh' ? ['小时', '分钟'] : ['h', 'min']
  if (minutes < 60) return `${minutes} ${minute}`
  const rest = minutes % 60
  const hours = plain(Math.floor(minutes / 60), language, 0)
  return rest === 0 ? `${hours} ${hour}` : `${hours} ${hour} ${rest} ${minute}`
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(language: Language, length: 'long' | 'short'): Intl.DateTimeFormat {
  const key = `${language} ${length}`
  let format = dayFormats.get(key)
  if (!format) {
    const month = language === 'zh' ? 'long' : 'short'
    format = new Intl.DateTimeFormat(locales[language], {
      timeZone: 'UTC',
      ...(length === 'long'
        ? { year: 'numeric', month, day: 'numeric' }
        : { month: 'numeric', day: 'numeric', weekday: 'short' })
    })
    dayFormats.set(key, format)
  }
  return format
}

const instantOf = (day: string) => new Date(`${day}T00:00:00.000Z`)

/** A day as people write it: `2026年3月2日`, `Mar 2, 2026`. What is no day stays as it is. */
export function formatDay(day: string, language: Language): string {
  const at = instantOf(day)
  return Number.isNaN(at.getTime()) ? day : dayFormat(language, 'long').format(at)
}

/** A day beneath an axis: `3/2周一`, `Mon, 3/2`. */
export function formatDayShort(day: string, language: Language): string {
  const at = instantOf(day)
  return Number.isNaN(at.getTime()) ? day : dayFormat(language, 'short').format(at)
}

/** A point in time on the wall clock of a zone: `2026年3月9日 09:00`. */
export function formatInstant(instant: string, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(locales[language], {
    ...{ timeZone, dateStyle: 'long', timeStyle: 'short' },
    hourCycle: 'h23'
  }).format(new Date(instant))
}

/** A span of days: one day is told once. */
export function formatSpan({ from, to }: { from: string; to: string }, language: Language): string {
  if (from === to) return formatDay(from, language)
  return `${formatDay(from, language)} – ${formatDay(to, language)}`
}

/** What an axis or a column counts in: a currency, pieces, percent. */
export function unitName(unit: CellUnit, { language, currency }: FormatOptions): string {
  switch (unit) {
    case 'money':
      return currency === 'CNY' && language === 'zh' ? '元' : (currency ?? '')
    case 'ratio':
      return '%'
    case 'days':
      return { zh: '天', en: 'days' }[language]
    case 'milliseconds':
      return { zh: '时长', en: 'time' }[language]
    case 'units':
      return { zh: '件', en: 'units' }[language]
    case 'count':
      return { zh: '个', en: 'number' }[language]
    default:
      return ''
  }
}

/** Says the same in each language. */
export function say(write: (language: Language) => string): Text {
  return { zh: write('zh'), en: write('en') }
}
