import type { Medium } from '../tables.ts'
import { fill, type Part, parseText, type Values } from './syntax.ts'
import { type Declared, isCustomerVariable } from './variables.ts'

/** The texts of one language. */
export interface Variant {
  /** BCP 47. */
  language: string
  /** E-mail only. */
  subject: string | null
  text: string
  /** E-mail only. */
  html: string | null
}

/** What a template says, in all its languages. */
export interface TemplateContent {
  /** The first is what customers get whose language there is not. */
  variants: readonly Variant[]
  variables: readonly Declared[]
}

export interface RenderedMessage {
  language: string
  subject: string | null
  text: string
  html: string | null
}

const fields = ['subject', 'text', 'html'] as const

/** The parts of a text that was checked when it was written. */
function partsOf(text: string): Part[] {
  const parts = parseText(text)
  return Array.isArray(parts) ? parts : [{ text }]
}

/** Names of the variables that any of the texts uses. */
export function usedVariables({ variants }: TemplateContent): Set<string> {
  const texts = variants.flatMap((variant) => fields.flatMap((field) => variant[field] ?? []))
  const parts = texts.flatMap(partsOf)
  return new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])))
}

/** Names of the variables that whoever sends it has to give. */
export function requiredVariables(content: TemplateContent): string[] {
  const defaults = new Set(
    content.variables.flatMap((one) => (one.default === undefined ? [] : [one.name]))
  )
  return [...usedVariables(content)].filter(
    (name) => !isCustomerVariable(name) && !defaults.has(name)
  )
}

/** Whether it needs an address at which customers reach us. */
export function hasUnsubscribeLink(content: TemplateContent): boolean {
  return usedVariables(content).has('unsubscribe.url')
}

/** The variant for a language: its own, else that of the language without its region, else the first. */
export function variantFor({ variants }: TemplateContent, language: string | null): Variant {
  const wanted = language?.toLowerCase()
  const base = wanted?.split('-')[0]
  const find = (tag: string | undefined) =>
    variants.find((variant) => variant.language.toLowerCase() === tag)
  return (
    find(wanted) ??
    find(base) ??
    variants.find((variant) => variant.language.toLowerCase().split('-')[0] === base) ??
    variants[0]!
  )
}

/** Makes a message. Values that are empty give way to the defaults of the template. */
export function render(
  content: TemplateContent,
  medium: Medium,
  { language, values }: { language: string | null; values: Values }
): RenderedMessage {
  const variant = variantFor(content, language)
  const filled: Record<string, string> = { ...values }
  for (const { name, default: text } of content.variables) {
    if (text !== undefined && (filled[name] ?? '') === '') filled[name] = text
  }
  const isMail = medium === 'email'
  const { subject, text, html } = variant
  return {
    language: variant.language,
    subject: isMail && subject !== null ? fill(partsOf(subject), filled, 'subject') : null,
    text: fill(partsOf(text), filled, 'text'),
    html: isMail && html !== null ? fill(partsOf(html), filled, 'html') : null
  }
}
