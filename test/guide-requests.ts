import type { Test } from 'tap'
import { type Answer, type TestEngine, until } from './harness.ts'

/** A request of a guide, in the form of `.http` files, and what the guide says of its answer. */
export interface GuideRequest {
  text: string
  /** Status it is refused with; null: it is answered. */
  status: number | null
  /** Text of JSON that the answer contains; null: the guide shows none. */
  answer: string | null
}

/** Blocks marked `http run`, each with the block marked `json answer` that follows it, if there is one. */
export function requestsOf(page: string): GuideRequest[] {
  const requests: GuideRequest[] = []
  for (const [, mark, text] of page.matchAll(/^```(http run(?: \d+)?|json answer)\n(.*?)^```/gms)) {
    if (mark === 'json answer') requests.at(-1)!.answer = text!
    else requests.push({ text: text!, status: Number(mark!.split(' ')[2]) || null, answer: null })
  }
  return requests
}

/** What a guide is tried on. */
export interface GuideShop extends Pick<TestEngine, 'call'> {
  /** Values of `{{name}}` that the guide does not make itself. */
  variables?: Record<string, unknown>
  /** Files that bodies are taken from, by name: `< ./name`. */
  files?: Record<string, Buffer>
  /** Done while an answer is waited for. */
  whileWaiting?(): void
}

/**
 * Sends the requests of a guide from top to bottom. What is read is read again until it is what the guide shows: jobs may
 * still be at it.
 */
export async function sendAll(
  t: Test,
  shop: GuideShop,
  requests: readonly GuideRequest[]
): Promise<void> {
  const known: Record<string, unknown> = { ...shop.variables }
  for (const [index, { text, status, answer }] of requests.entries()) {
    const { name, send, what } = toCall(shop, filled(text, known), index)
    const wanted = answer === null ? null : JSON.parse(filled(answer, known))
    let got = await send()
    if (wanted !== null && what.startsWith('GET')) {
      await until(
        async () => {
          if (contains(got.body, wanted)) return true
          shop.whileWaiting?.()
          got = await send()
          return contains(got.body, wanted)
        },
        { what: `${what}: ${answer}`, timeoutMs: 15_000 }
      ).catch((error) => t.fail(error.message, { got: got.body }))
    }
    const isRight = status === null ? got.status < 300 : got.status === status
    t.ok(isRight, `${what}: ${got.status}${isRight ? '' : ` ${got.text.slice(0, 500)}`}`)
    if (wanted !== null) t.match(got.body, wanted, `${what}: the answer that the guide shows`)
    if (name) known[name] = got.body
  }
}

/** Puts values where `{{name.path}}` names one; what else is in braces is left to templates. */
function filled(text: string, known: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\{\{(\w+(?:\.\w+)*)\}\}/g, (whole, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], known)
    return value === undefined ? whole : String(value)
  })
}

function toCall(shop: GuideShop, text: string, index: number) {
  const [, name, method, url, head = '', body] =
    /^(?:# @name (\w+)\n)?(\w+) (\S+)\n((?:[\w-]+: [^\n]*\n)*)(?:\n(.*))?$/s.exec(text) ?? []
  if (method === undefined || url === undefined) throw new Error(`no request: ${text}`)
  const headers = Object.fromEntries(
    [...head.matchAll(/^([\w-]+): (.*)$/gm)].map(([, key, value]) => [key!.toLowerCase(), value!])
  )
  const key: Record<string, string> =
    method === 'GET' ? {} : { 'idempotency-key': `guide-${index}` }
  const send = (): Promise<Answer> =>
    shop.call({
      ...{ method: method as 'POST', url, headers: { ...key, ...headers } },
      ...(body && { body: bodyOf(shop, body, headers['content-type']) })
    })
  return { name, send, what: `${method} ${url}` }
}

function bodyOf({ files = {} }: GuideShop, body: string, type = 'application/json'): unknown {
  const file = /^< \.\/(\S+)\n$/.exec(body)?.[1]
  if (file === undefined) return type === 'application/json' ? JSON.parse(body) : body
  const content = files[file]
  if (!content) throw new Error(`no file ${file} for: ${body}`)
  return content
}

/** Whether a value has all that another one names; lists may go on, texts are alike. */
function contains(value: unknown, wanted: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') return value === wanted
  if (value === null || typeof value !== 'object') return false
  return Object.entries(wanted).every(([key, part]) =>
    contains((value as Record<string, unknown>)[key], part)
  )
}
