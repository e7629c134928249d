import type { Answered } from './load.ts'

/** What came of one phase of the load. */
export interface Phase {
  name: string
  perSecond: number
  seconds: number
  answers: readonly Answered[]
  unsent: number
}

/** One phase in a line, then each kind of work in a line of its own. */
export function describePhase({ name, perSecond, seconds, answers, unsent }: Phase): string[] {
  const shed = answers.filter(isShed)
  const errors = answers.filter((answer) => !isShed(answer) && !isSuccess(answer))
  const taken = answers.filter(isSuccess)
  const head =
    `${name}: ${count(answers.length)} requests in ${seconds} s (${Math.round(perSecond)}/s asked), ` +
    `${Math.round(taken.length / seconds)}/s answered, ${count(shed.length)} shed, ` +
    `${count(errors.length)} errors, ${count(unsent)} not sent; ${spread(taken)}`
  const works = [...new Set(answers.map(({ work }) => work))].sort()
  return [
    head,
    ...works.map((work) => `  ${work}: ${spread(taken.filter((answer) => answer.work === work))}`),
    ...[
      ...new Set(errors.map(({ work, status }) => `  error: ${work} was answered with ${status}`))
    ]
  ]
}

/** Refused as it should be: with 429 or 503, and with when to come again. */
export function isShed({ status, retryAfter }: Answered): boolean {
  return (status === 429 || status === 503) && retryAfter
}

export function isSuccess({ status }: Answered): boolean {
  return status >= 200 && status < 300
}

export function percentile(answers: readonly Answered[], share: number): number {
  const sorted = answers.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function spread(answers: readonly Answered[]): string {
  const ms = (share: number) => percentile(answers, share).toFixed(1)
  return `p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms, longest ${ms(1)} ms`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
