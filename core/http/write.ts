import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/open.ts'
import type { Tx } from '../transaction.ts'
import { runBatch } from './batch.ts'
import { RequestMalformed } from './errors.ts'
import {
  claimIdempotencyKey,
  keyOfItem,
  readIdempotencyKey,
  replayAnswer,
  type StoredAnswer,
  storeAnswer
} from './idempotency.ts'

/** Gives routes `reply.write`, `reply.batch`, `reply.sendVersioned`, `reply.sendJson`, `request.ifMatch` and `request.origin`. */
export function decorateWrites(app: FastifyInstance, database: Database): void {
  app.decorateRequest('origin', {
    getter() {
      return { actor: this.actor?.keyId ?? 'anonymous', requestId: this.id }
    }
  })
  app.decorateRequest('ifMatch', function (): number | undefined {
    const header = this.headers['if-match']
    if (header === undefined || header === '*') return undefined
    const match = /^"v(\d{1,15})"$/.exec(header)
    if (!match) {
      throw new RequestMalformed({
        reason: 'If-Match: send the ETag as it was given, such as "v3"'
      })
    }
    return Number(match[1])
  })
  app.decorateReply('sendVersioned', function (body: { version: number }) {
    return this.header('etag', `"v${body.version}"`).send(body)
  })
  app.decorateReply('sendJson', function (text: string) {
    return this.type('application/json; charset=utf-8').send(text)
  })
  app.decorateReply('write', async function (status, work, kind) {
    const { request } = this
    const key = readIdempotencyKey(request)
    const { shownOnce } = request.routeOptions.config
    const toAnswer = async (tx: Tx): Promise<StoredAnswer & { kept: string; version?: number }> => {
      const value = await work(tx)
      this.code(status)
      const body = value === undefined ? '' : String(this.serialize(value))
      const kept = shownOnce
        ? String(this.serialize({ ...(value as object), [shownOnce]: undefined }))
        : body
      const version = (value as { version?: unknown } | undefined)?.version
      return { status, body, kept, ...(typeof version === 'number' && { version }) }
    }
    const { answer, isReplay } = await database.transaction(
      async (tx) => {
        if (key === null) return { answer: await toAnswer(tx), isReplay: false }
        const stored = await claimIdempotencyKey(tx, request, key)
        if (stored)
          return { answer: stored as Awaited<ReturnType<typeof toAnswer>>, isReplay: true }
        const answer = await toAnswer(tx)
        storeAnswer(tx, request, key, { status, body: answer.kept })
        return { answer, isReplay: false }
      },
      request.origin,
      kind
    )
    if (isReplay) return replayAnswer(this, answer)
    if (answer.version !== undefined) this.header('etag', `"v${answer.version}"`)
    if (answer.body === '') return this.code(status).send()
    return this.code(status).sendJson(answer.body)
  })
  app.decorateReply('batch', async function (items, work, { kind, around } = {}) {
    const { request } = this
    const key = readIdempotencyKey(request)
    if (key !== null) {
      // Another batch under this key is refused as a whole.
      await database.transaction((tx) => claimIdempotencyKey(tx, request, key), request.origin)
    }
    let replays = 0
    const answer = await runBatch(items, (item, index) => {
      const itemKey = key === null ? null : keyOfItem(key, index)
      const place = async () => {
        const { result, isReplay } = await database.transaction(
          async (tx) => {
            if (itemKey === null) return { result: await work(tx, item), isReplay: false }
            const stored = await claimIdempotencyKey(tx, request, itemKey)
            if (stored) return { result: JSON.parse(stored.body), isReplay: true }
            const result = await work(tx, item)
            const body = JSON.stringify(result ?? null)
            storeAnswer(tx, request, itemKey, { status: 200, body })
            return { result, isReplay: false }
          },
          request.origin,
          kind
        )
        if (isReplay) replays++
        return result
      }
      return around ? around(item, itemKey, place) : place()
    })
    if (replays === items.length) this.header('idempotency-replayed', 'true')
    return answer
  })
}
