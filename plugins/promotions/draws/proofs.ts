import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import { EntriesDigest, Ranking } from './algorithm.ts'
import type { PrizeShape } from './definition.ts'
import { entriesAfter, winnersOf } from './repository.ts'
import { commitmentOf } from './seed.ts'
import type { DrawRow } from './tables.ts'

const entriesPage = 5000
const findingsMax = 100

/** What must be true of draws at any time. */
export const drawProofs: readonly Proof[] = [
  {
    name: 'promotions.draws-give-what-they-have',
    title:
      'No draw has more winners than prizes, or customers with more entries than they may have',
    async findings(db) {
      const { rows: entries } = await sql<{ finding: string }>`
        select e.customer_id || ' has ' || count(*) || ' of ' || d.entries_per_customer
          || ' entries in ' || d.id as finding
        from draw_entries e join draws d on d.id = e.draw_id where e.state = 'in'
        group by d.id, e.customer_id, d.entries_per_customer
        having count(*) > d.entries_per_customer limit 100`.execute(db)
      const winners = await db
        .selectFrom('drawWinners')
        .innerJoin('draws', 'draws.id', 'drawWinners.drawId')
        .select(['drawId', 'prize', 'prizes', (eb) => eb.fn.countAll<number | string>().as('won')])
        .groupBy(['drawId', 'prize', 'prizes'])
        .execute()
      const over = winners.flatMap(({ drawId, prize, prizes, won }) => {
        const quantity = (JSON.parse(prizes) as PrizeShape[])[prize]?.quantity ?? 0
        return Number(won) > quantity
          ? [`${drawId} has given ${won} of ${quantity} of ${prize}`]
          : []
      })
      return [...entries.map(({ finding }) => finding), ...over].slice(0, findingsMax)
    }
  },
  {
    name: 'promotions.draws-equal-their-proof',
    title: 'Whoever draws again with the revealed seed and the entries gets the same winners',
    async findings(db) {
      const findings: string[] = []
      const draws = await db.selectFrom('draws').selectAll().where('state', '=', 'drawn').execute()
      for (const draw of draws) {
        if (!(await isProven(db, draw))) findings.push(`${draw.id} cannot be drawn again as it was`)
        if (findings.length === findingsMax) break
      }
      return findings
    }
  }
]

async function isProven(db: Reader, draw: DrawRow): Promise<boolean> {
  const { id, seed, entriesDigest, commitment } = draw
  if (commitmentOf(id, seed!) !== commitment) return false
  const digest = new EntriesDigest()
  const ranking = new Ranking(seed!, entriesDigest!)
  for (let after = ''; ; ) {
    const entries = await entriesAfter(db, id, { after, limit: entriesPage })
    if (entries.length === 0) break
    digest.add(entries)
    ranking.add(entries)
    after = entries.at(-1)!.id
  }
  if (digest.end() !== entriesDigest) return false
  const prizes = JSON.parse(draw.prizes) as PrizeShape[]
  const expected = ranking.winners(prizes.map(({ quantity }) => quantity))
  const winners = await winnersOf(db, id)
  return (
    winners.length === expected.length &&
    winners.every(({ entryId, prize }, at) => {
      const one = expected[at]!
      return entryId === one.id && prize === one.prize
    })
  )
}
