import { instantAt, instantMs } from '#core/time'
import { tellChanged } from '../../customers/changed.ts'
import type { CrmScope } from '../../scope.ts'
import { type PagedJob, pageSize } from '../pages.ts'
import { programmeOf } from '../programme/programme.ts'
import { closeBook, openBook } from './post.ts'
import { customersWithExpiredLots, lotsToNotice, setNoticed } from './repository.ts'

const dayMs = 86_400_000

/** Takes points whose day is over. */
export async function expirePoints(job: PagedJob, scope: CrmScope): Promise<void> {
  await job.pages('', async (tx, after) => {
    const page = { now: tx.now, after, limit: pageSize }
    const customerIds = await customersWithExpiredLots(tx, page)
    if (customerIds.length === 0) return undefined
    await closeBook(tx, await openBook(tx, customerIds))
    await tellChanged(tx, scope, customerIds)
    return customerIds.at(-1)!
  })
}

/** Tells, once, of points that are about to expire. */
export async function noticeExpiring(job: PagedJob): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const days = (await programmeOf(tx))?.rule.points.noticeDays ?? 0
    if (days === 0) return undefined
    const before = instantAt(instantMs(tx.now) + days * dayMs)
    const lots = await lotsToNotice(tx, { before, now: tx.now, limit: pageSize })
    const told = new Map<string, { customerId: string; points: number; expiresAt: string }>()
    for (const { customerId, remaining, expiresAt } of lots) {
      const key = `${customerId} ${expiresAt}`
      const one = told.get(key) ?? { customerId, points: 0, expiresAt: expiresAt! }
      told.set(key, { ...one, points: one.points + remaining })
    }
    await setNoticed(
      tx,
      lots.map(({ id }) => id)
    )
    await tx.emit('points.expiring', [...told.values()])
    return lots.length === pageSize ? done + lots.length : undefined
  })
}
