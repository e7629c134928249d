import { setTimeout as wait } from 'node:timers/promises'
import { Type } from 'typebox'
import { insertAll } from '#core/database/rows'
import { defineError } from '#core/errors'
import { defineJob, type JobContext, JobPostponed } from '#core/jobs'
import { definePlugin, type Plugin } from '#core/plugin'

declare module 'shopkeeper' {
  interface Tables {
    effects: EffectRow
  }
  interface Jobs {
    'work.do': Work
    'work.plain': Work
    'work.keyed': Work
    'work.single': Work
    'work.limited': Work
    'work.versioned': { key: string; grams: number }
    'work.scheduled': { key: string }
  }
  interface Events {
    'work.happened': { key: string }
  }
}

/** What a job of the suite does, said by its payload so that another process can be told as well. */
export interface Work {
  /** Names the effect. */
  key: string
  /** Waits, heeding its signal. */
  waitMs?: number
  /** Blocks the whole process in its first attempt. */
  blockMs?: number
  /** Fails in its first attempts, this many. */
  failures?: number
  /** Fails with an error that no retry mends. */
  isFinal?: boolean
  /** In its first attempt waits for its turn without spending it. */
  postponeMs?: number
}

/** One effect of one run. Nothing is unique: a job that took effect twice has two rows. */
export interface EffectRow {
  key: string
  job: string
  attempt: number
  worker: string
  at: string
}

export const Hopeless = defineError({
  code: 'HOPELESS',
  status: 422,
  title: 'No retry will help',
  retryable: false
})

const WorkShape = Type.Object({
  key: Type.String(),
  waitMs: Type.Optional(Type.Integer()),
  blockMs: Type.Optional(Type.Integer()),
  failures: Type.Optional(Type.Integer()),
  isFinal: Type.Optional(Type.Boolean()),
  postponeMs: Type.Optional(Type.Integer())
})

const quick = { baseMs: 20, jitter: 0 }
const doWork = defineJob({
  name: 'work.do',
  title: 'Works, and ends in the transaction of its effect',
  payload: WorkShape,
  attempts: 3,
  backoff: quick
})
const plain = defineJob({
  name: 'work.plain',
  title: 'Works, and has its effect apart from its end',
  payload: WorkShape,
  attempts: 3,
  timeoutMs: 500,
  backoff: quick
})
const keyed = defineJob({
  name: 'work.keyed',
  title: 'Works under a key',
  payload: WorkShape,
  attempts: 3,
  backoff: { baseMs: 300, jitter: 0 },
  key: ({ key }) => key.split('/')[0] ?? null
})
const single = defineJob({
  name: 'work.single',
  title: 'Works one at a time, over all processes',
  payload: WorkShape,
  queue: 'single',
  concurrency: 1
})
const limited = defineJob({
  name: 'work.limited',
  title: 'Works three times in half a second',
  payload: WorkShape,
  queue: 'limited',
  rateLimit: { max: 3, perMs: 500 }
})
const versioned = defineJob({
  name: 'work.versioned',
  title: 'Has a payload that counted kilograms in version 1',
  payload: Type.Object(
    { key: Type.String(), grams: Type.Integer() },
    { additionalProperties: false }
  ),
  version: 2,
  attempts: 3,
  upcast: (payload) => {
    const { key, kilograms } = payload as { key: string; kilograms: number }
    return { key, grams: kilograms * 1000 }
  }
})

const scheduled = defineJob({
  name: 'work.scheduled',
  title: 'Works by itself: once a year, or as a test has it',
  payload: Type.Object({ key: Type.String() }),
  schedule: { cron: '0 0 1 1 *', zone: 'UTC', payload: { key: 'tick' } }
})

/** What a test wants to see of runs in its own process. */
export interface WorkHooks {
  worker?: string
  /** Called at the start of every run, before anything else. */
  onRun?: (job: JobContext<Work>) => Promise<void> | void
}

/** A plugin whose jobs do as their payloads say and write down each effect. */
export function workPlugin({ worker = 'here', onRun }: WorkHooks = {}): Plugin {
  const effectOf = (job: JobContext<Work>, name: string, at: string): EffectRow => ({
    key: job.payload.key,
    job: name,
    attempt: job.attempt,
    worker,
    at
  })
  const plugin = definePlugin({
    name: 'work',
    migrations: [
      {
        id: '0001-effects',
        sql: 'create table effects (key text not null, job text not null, attempt integer not null, worker text not null, at text not null);'
      }
    ],
    errors: [Hopeless],
    events: { 'work.happened': 'Something happened' },
    jobs: [doWork, plain, keyed, single, limited, versioned, scheduled],
    setup(ctx) {
      for (const job of [doWork, keyed, single, limited, scheduled]) {
        ctx.handle(job as typeof doWork, async (context) => {
          await onRun?.(context)
          await act(context)
          await context.complete((tx) =>
            insertAll(tx, 'effects', [effectOf(context, job.name, tx.now)])
          )
        })
      }
      ctx.handle(plain, async (context) => {
        await onRun?.(context)
        await act(context)
        await context.transaction((tx) =>
          insertAll(tx, 'effects', [effectOf(context, 'work.plain', tx.now)])
        )
      })
      ctx.handle(versioned, (context) =>
        context.complete((tx) => {
          const { key, grams } = context.payload
          const row = { key, job: String(grams), attempt: context.attempt, worker, at: tx.now }
          return insertAll(tx, 'effects', [row])
        })
      )
      ctx.routes(async (app) => {
        app.post(
          '/work',
          {
            config: { permission: 'jobs:write' },
            schema: {
              operationId: 'putWork',
              summary: 'Put a job in',
              body: Type.Object({ key: Type.String() }),
              response: { 202: Type.Object({ key: Type.String() }) }
            }
          },
          (request, reply) =>
            reply.write(202, async (tx) => {
              await tx.enqueue('work.do', [{ payload: { key: request.body.key } }])
              return request.body
            })
        )
      })
      ctx.after('work.happened', async (batch, job) => {
        if (job.attempt === 1) throw new Error('the first attempt fails')
        await job.complete((tx) =>
          insertAll(
            tx,
            'effects',
            batch.map(({ key }) => ({
              key,
              job: 'after',
              attempt: job.attempt,
              worker,
              at: tx.now
            }))
          )
        )
      })
    }
  })
  return plugin as Plugin
}

async function act({ payload, attempt, signal }: JobContext<Work>): Promise<void> {
  const { waitMs, blockMs, failures = 0, isFinal, postponeMs } = payload
  if (isFinal) throw new Hopeless({})
  if (attempt <= failures) throw new Error(`failure ${attempt} of ${failures}`)
  if (postponeMs !== undefined && !postponed.has(payload.key)) {
    postponed.add(payload.key)
    throw new JobPostponed({ retryAfterMs: postponeMs })
  }
  if (blockMs !== undefined && attempt === 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs)
  }
  if (waitMs !== undefined) await wait(waitMs, undefined, { signal })
}

const postponed = new Set<string>()
