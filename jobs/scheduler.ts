import { Cron } from 'croner'
import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import type { JobHost, RegisteredJob } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { enqueue } from './outbox.ts'

const tickMs = 1000

/**
 * Turns schedules into jobs. The next tick of each schedule is a row; moving it on and writing the job is one
 * transaction, so each tick fires once however many processes try. Ticks missed while nothing ran fire once, not each.
 */
export class Scheduler {
  readonly #host: JobHost
  readonly #scheduled: RegisteredJob[]
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(host: JobHost) {
    this.#host = host
    this.#scheduled = [...host.jobs.values()].filter(({ definition }) => definition.schedule)
  }

  async start(): Promise<void> {
    await this.#host.database.transaction((tx) => this.#register(tx), { actor: 'scheduler' })
    const loop = () => {
      this.#running = this.tick().catch((error) => {
        this.#host.log.error({ err: error }, 'the scheduler cannot write; trying again')
      })
      void this.#running.then(() => {
        if (this.#timer) this.#timer = setTimeout(loop, tickMs)
      })
    }
    this.#timer = setTimeout(loop, 0)
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#running
  }

  /** Fires every schedule whose time has come. */
  async tick(): Promise<void> {
    const { database, clock } = this.#host
    const due = await database.reader
      .selectFrom('schedules')
      .select(['name', 'nextAt'])
      .where('nextAt', '<=', clock.now())
      .execute()
    for (const { name, nextAt } of due) {
      const job = this.#scheduled.find(({ definition }) => definition.name === name)
      if (job)
        await database.transaction((tx) => this.#fire(tx, job, nextAt), { actor: 'scheduler' })
    }
  }

  async #fire(tx: Tx, job: RegisteredJob, nextAt: string): Promise<void> {
    const { name, schedule } = job.definition
    const moved = await tx
      .updateTable('schedules')
      .set({ nextAt: this.#nextAfter(job, tx.now), lastAt: nextAt })
      .where('name', '=', name)
      .where('nextAt', '=', nextAt)
      .executeTakeFirst()
    if (moved.numUpdatedRows === 0n) return
    await enqueue(tx, job, [{ payload: schedule!.payload, id: `tick_${name}_${nextAt}` }])
  }

  /** Writes new schedules; one whose text has changed starts over; one that is gone goes. */
  async #register(tx: Tx): Promise<void> {
    const rows = this.#scheduled.map((job) => ({
      name: job.definition.name as string,
      cron: job.definition.schedule!.cron,
      zone: this.#zoneOf(job),
      nextAt: this.#nextAfter(job, tx.now),
      lastAt: null
    }))
    const known = await tx.selectFrom('schedules').selectAll().execute()
    for (const { name, cron, zone } of known) {
      const row = rows.find((candidate) => candidate.name === name)
      if (row && row.cron === cron && row.zone === zone) continue
      await sql`delete from schedules where name = ${name}`.execute(tx)
    }
    await insertAll(tx, 'schedules', rows, { on: ['name'] })
  }

  #zoneOf({ definition }: RegisteredJob): string {
    return definition.schedule?.zone ?? this.#host.settings.shop.zone
  }

  #nextAfter(job: RegisteredJob, now: string): string {
    const cron = new Cron(job.definition.schedule!.cron, { timezone: this.#zoneOf(job) })
    const next = cron.nextRun(new Date(instantMs(now)))
    // A schedule that never comes again waits for the year 9999.
    return next ? instantAt(next.getTime()) : '9999-12-31T00:00:00.000Z'
  }
}
