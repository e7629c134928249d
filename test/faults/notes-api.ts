import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import { notes } from '../core/notes.ts'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestDatabase,
  type TestEngine
} from '../harness.ts'

/** The smallest API that writes: an engine that keeps notes. */
export interface NotesApi extends TestEngine {
  /** Writes a note, with a key made of its text unless another one is given. */
  write(text: string, key?: string): Promise<Answer>
  /** Texts of all notes that are kept, in order. */
  texts(): Promise<string[]>
}

export type NotesApiOptions = Pick<
  NonNullable<EngineConfig['database']>,
  'durability' | 'waitMs' | 'poolMax'
> & { database?: TestDatabase }

export async function buildNotesApi(
  test: Test,
  kind: DatabaseKind,
  { database, ...settings }: NotesApiOptions = {}
): Promise<NotesApi> {
  const built = await buildTestEngine(
    test,
    kind,
    { plugins: [notes], adapters: [], database: settings },
    { ...(database && { database }) }
  )
  return {
    ...built,
    write: (text, key = text.replaceAll(' ', '-')) =>
      built.call({
        method: 'POST',
        url: '/v1/notes',
        body: { text },
        headers: { 'idempotency-key': key }
      }),
    async texts() {
      const rows = await built.engine.db.selectFrom('notes').select('text').execute()
      return rows.map(({ text }) => text).sort()
    }
  }
}

/** What a caller is told when the database cannot serve it now: to come back, and nothing of why. */
export function cameBackLater(test: Test, answer: Answer, code: string): void {
  test.equal(answer.status, 503, answer.text)
  test.equal(answer.body.code, code)
  test.match(String(answer.headers['retry-after']), /^[1-9]\d*$/)
  test.match(answer.headers['content-type'], 'application/problem+json')
  test.notOk('detail' in answer.body, 'the reason is for the log')
}
