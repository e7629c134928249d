import { type Medium, servicePurpose } from '../tables.ts'
import { nearestOf } from './nearest.ts'
import type { TemplateBodyShape } from './schema.ts'
import { parseText } from './syntax.ts'
import { type Declared, givenVariables, isCustomerVariable, knownNames } from './variables.ts'

export interface Finding {
  pointer: string
  detail: string
}

type Texts = Pick<TemplateBodyShape, 'language' | 'subject' | 'text' | 'html'>

/** What is wrong with a template, by field. */
export function checkTemplate(medium: Medium, body: TemplateBodyShape): Finding[] {
  const { translations = [], variables = [] } = body
  const variants = [
    { base: '#', texts: body as Texts },
    ...translations.map((texts, at) => ({ base: `#/translations/${at}`, texts: texts as Texts }))
  ]
  return [
    ...checkDeclared(variables),
    ...checkLanguages(variants),
    ...variants.flatMap(({ base, texts }) => [
      ...checkFields(medium, base, texts),
      ...checkVariables(base, texts, variables),
      ...checkLink(medium, body.purpose, base, texts)
    ])
  ]
}

function checkDeclared(variables: readonly Declared[]): Finding[] {
  return variables.flatMap(({ name, default: text }, at) => {
    const pointer = `#/variables/${at}`
    const isTwice = variables.findIndex((one) => one.name === name) < at
    if (isTwice) return [{ pointer, detail: `${name} is declared twice` }]
    if (name === 'unsubscribe.url' || (isCustomerVariable(name) && text === undefined)) {
      return [{ pointer, detail: `${name} is there already: use it without declaring it` }]
    }
    const isGiven = Object.hasOwn(givenVariables, name)
    if (isGiven || isCustomerVariable(name) || !name.includes('.')) return []
    return [{ pointer, detail: `${name}: variables of your own have no dot in their name` }]
  })
}

function checkLanguages(variants: readonly { base: string; texts: Texts }[]): Finding[] {
  const seen = new Set<string>()
  return variants.flatMap(({ base, texts: { language } }) => {
    const pointer = `${base}/language`
    const tag = canonical(language)
    if (tag === null) return [{ pointer, detail: 'is no BCP 47 tag, such as zh-CN' }]
    if (seen.has(tag)) return [{ pointer, detail: `${tag} is there already` }]
    seen.add(tag)
    return []
  })
}

/** A language as it is compared; null: it is none. */
export function canonical(language: string): string | null {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null
  } catch {
    return null
  }
}

function checkFields(medium: Medium, base: string, { subject, html }: Texts): Finding[] {
  if (medium === 'email') {
    return subject ? [] : [{ pointer: `${base}/subject`, detail: 'an e-mail needs a subject' }]
  }
  const only = (field: string, text: string | null | undefined) =>
    text ? [{ pointer: `${base}/${field}`, detail: `only an e-mail has a ${field}` }] : []
  return [...only('subject', subject), ...only('html', html)]
}

function checkVariables(base: string, texts: Texts, declared: readonly Declared[]): Finding[] {
  const known = knownNames(declared)
  return (['subject', 'text', 'html'] as const).flatMap((field) => {
    const pointer = `${base}/${field}`
    const parts = parseText(texts[field] ?? '')
    if (!Array.isArray(parts)) return [{ pointer, detail: parts.detail }]
    const names = new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])))
    return [...names]
      .filter((name) => !known.includes(name))
      .map((name) => ({ pointer, detail: unknown(name, known) }))
  })
}

function unknown(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known)
  const hint = nearest === null ? `there are ${known.join(', ')}` : `did you mean ${nearest}`
  return `names the unknown variable ${name}: ${hint}; one of your own is declared in variables`
}

/** Marketing by e-mail must be easy to leave, in whichever part the customer reads; service has nothing to leave. */
function checkLink(medium: Medium, purpose: string, base: string, texts: Texts): Finding[] {
  const isService = purpose === servicePurpose
  return (['subject', 'text', 'html'] as const).flatMap((field) => {
    const text = texts[field]
    const parts = text ? parseText(text) : []
    if (!text || !Array.isArray(parts)) return []
    const isThere = parts.some((part) => 'variable' in part && part.variable === 'unsubscribe.url')
    const pointer = `${base}/${field}`
    if (isService && isThere) {
      const detail = 'a service message needs no consent: take {{unsubscribe.url}} out of it'
      return [{ pointer, detail }]
    }
    if (isService || isThere || medium !== 'email' || field === 'subject') return []
    const detail = 'marketing by e-mail needs a way out: put {{unsubscribe.url}} into it'
    return [{ pointer, detail }]
  })
}
