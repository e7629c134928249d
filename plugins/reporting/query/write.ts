import { Readable } from 'node:stream'
import { turn } from '#core/pages'
import type { ReportAnswer } from './types.ts'

/** Rows that are written at once: all of ten thousand would keep the process from others for a tenth of a second. */
export const rowsAtOnce = 500

/** An answer as JSON, part by part. */
export function answerStream(answer: ReportAnswer): Readable {
  return Readable.from(partsOf(answer))
}

async function* partsOf({ rows, ...rest }: ReportAnswer): AsyncGenerator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"rows":[`
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = JSON.stringify(rows.slice(at, at + rowsAtOnce)).slice(1, -1)
    yield at === 0 ? part : `,${part}`
    await turn()
  }
  yield ']}'
}
