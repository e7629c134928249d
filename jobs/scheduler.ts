import { Cron } from 'croner'
import { insertAll } from '#core/database/rows'
import type { JobHost, RegisteredJob, Schedule } from '#core/jobs'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { enqueue } from './outbox.ts'
import type { ScheduleRow } from './tables.ts'

const tickMs = 1000
/** A clock that is set back by more than this was wrong before: schedules begin anew. */
const setBackMs = 24 * 60 * 60 * 1000
/** When a schedule that never comes again runs next. */
const never = '9999-12-31T00:00:00.000Z'

interface Scheduled {
  job: RegisteredJob
  schedule: Schedule<never>
  zone: string
}

/**
 * Turns schedules into jobs. The next tick of each schedule is a row; moving it on and writing the job is one
 * transaction, so each tick fires once however many processes try. Ticks missed while nothing ran fire once, not each.
 */
export class Scheduler {
  readonly #host: JobHost
  readonly #scheduled = new Map<string, Scheduled>()
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(host: JobHost) {
    this.#host = host
  }

  async start(): Promise<void> {
    const { jobs, settings, database } = this.#host
    for (const job of jobs.values()) {
      const { name, schedule } = job.definition
      const zone = schedule?.zone ?? settings.shop.zone
      if (schedule) this.#scheduled.set(name, { job, schedule: schedule as Schedule<never>, zone })
    }
    await database.transaction((tx) => this.#register(tx), { actor: 'scheduler' })
    const loop = () => {
      this.#ticking = this.tick()
        .catch((error) =>
          this.#host.log.error({ err: error }, 'the scheduler cannot write; trying again')
        )
        .then(() => {
          if (!this.#isStopped) this.#timer = setTimeout(loop, tickMs)
        })
    }
    loop()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#ticking
  }

  /** Fires every schedule whose time has come. */
  async tick(): Promise<void> {
    const { database, clock } = this.#host
    const now = clock.now()
    const rows = await database.reader.selectFrom('schedules').select(['name', 'nextAt']).execute()
    for (const { name, nextAt } of rows) {
      const scheduled = this.#scheduled.get(name)
      if (!scheduled) continue
      if (nextAt <= now) {
        await database.transaction((tx) => this.#fire(tx, scheduled, nextAt), {
          actor: 'scheduler'
        })
      } else if (nextAt !== never && instantMs(nextAt) - clock.ms() > setBackMs) {
        await database.transaction((tx) => this.#pullBack(tx, scheduled, nextAt), {
          actor: 'scheduler'
        })
      }
    }
  }

  async #fire(tx: Tx, { job, schedule, zone }: Scheduled, dueAt: Instant): Promise<void> {
    const { name } = job.definition
    const next = { nextAt: nextTickAfter(tx.now, schedule.cron, zone), lastAt: dueAt }
    if (!(await moveOn(tx, name, dueAt, next))) return
    await enqueue(tx, job, [{ payload: schedule.payload, id: `tick_${name}_${dueAt}` }])
  }

  /** A schedule that is further away than its own next tick was planned by a clock that was ahead. */
  async #pullBack(tx: Tx, { job, schedule, zone }: Scheduled, plannedAt: Instant): Promise<void> {
    const nextAt = nextTickAfter(tx.now, schedule.cron, zone)
    if (instantMs(plannedAt) - instantMs(nextAt) > setBackMs) {
      await moveOn(tx, job.definition.name, plannedAt, { nextAt })
    }
  }

  /** Writes new schedules; one whose text has changed starts over; one that is gone goes. */
  async #register(tx: Tx): Promise<void> {
    const known = await tx.selectFrom('schedules').selectAll().execute()
    const missing = new Map(this.#scheduled)
    for (const { name, cron, zone } of known) {
      const scheduled = this.#scheduled.get(name)
      if (scheduled && scheduled.schedule.cron === cron && scheduled.zone === zone) {
        missing.delete(name)
        continue
      }
      // Only the row that was read: another process may have written a new one by now.
      await tx
        .deleteFrom('schedules')
        .where('name', '=', name)
        .where('cron', '=', cron)
        .where('zone', '=', zone)
        .execute()
    }
    const rows = [...missing].map(([name, { schedule, zone }]) => ({
      name,
      cron: schedule.cron,
      zone,
      nextAt: nextTickAfter(tx.now, schedule.cron, zone),
      lastAt: null
    }))
    await insertAll(tx, 'schedules', rows, { on: ['name'] })
  }
}

/** Changes a schedule if nobody else has done so meanwhile. */
async function moveOn(
  tx: Tx,
  name: string,
  from: Instant,
  change: Partial<ScheduleRow>
): Promise<boolean> {
  const moved = await tx
    .updateTable('schedules')
    .set(change)
    .where('name', '=', name)
    .where('nextAt', '=', from)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/**
 * The first tick of a schedule after an instant.
 *
 * A local time that daylight saving skips is taken as soon as the gap is over; one that comes twice fires the first
 * time only, unless the hour is a wildcard.
 */
export function nextTickAfter(now: Instant, cron: string, zone: string): Instant {
  const next = new Cron(cron, { timezone: zone }).nextRun(new Date(instantMs(now)))
  return next ? instantAt(next.getTime()) : never
}
