import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildMemberShop, ruleOf } from './membership-shop.ts'

const dayMs = 86_400_000
const buyers = ['ann', 'bob', 'carl'] as const
const who = fc.nat(2)

const step = fc.oneof(
  fc.record({ act: fc.constant('buy' as const), who, amount: fc.integer({ min: 1, max: 60_000 }) }),
  fc.record({ act: fc.constant('cancel' as const), which: fc.nat(9) }),
  fc.record({ act: fc.constant('spend' as const), who, points: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ act: fc.constant('giveBack' as const), which: fc.nat(9) }),
  fc.record({ act: fc.constantFrom('merge' as const, 'unmerge' as const), who, into: who }),
  fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 400 }) })
)

onEachDatabase(async (t, kind) => {
  t.test(
    'members: whatever is bought, canceled, spent, merged and waited for, all agrees',
    async (t) => {
      const shop = await buildMemberShop(t, kind, ruleOf({ refunds: 'instantly' }))
      const ids: string[] = []
      for (const buyer of buyers) ids.push(await shop.buy(`first-${buyer}`, buyer, 5_000))
      const bought: [string, string, number][] = []
      const spent: [string, string][] = []
      let count = 0
      const refused = new Set([200, 404, 409, 422])
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
          for (const one of steps) {
            count++
            if (one.act === 'buy') {
              bought.push([`o${count}`, buyers[one.who]!, one.amount])
              await shop.buy(...bought.at(-1)!)
            } else if (one.act === 'cancel') {
              const order = bought.at(-1 - one.which)
              if (order) await shop.cancel(...order)
            } else if (one.act === 'wait') {
              shop.clock.advance(one.days * dayMs)
              await shop.run('end-terms')
              await shop.run('expire-points')
            } else {
              const status = await ask(one)
              if (!refused.has(status)) throw new Error(`${one.act} was answered by ${status}`)
            }
          }
          const findings = await shop.findings()
          if (findings.length > 0) throw new Error(findings.join('\n'))
        }),
        { numRuns: 10 }
      )
      t.ok(count >= 50, 'there were steps')

      async function ask(asked: AskedStep): Promise<number> {
        if (asked.act === 'spend') {
          spent.push([ids[asked.who]!, `s${count}`])
          const body = { points: asked.points, sourceId: `s${count}` }
          return (await shop.post(`/membership/members/${ids[asked.who]}/points/spend`, body))
            .status
        }
        if (asked.act === 'giveBack') {
          const [id, spentBy] = spent.at(-1 - asked.which) ?? [ids[0]!, 'none']
          return (await shop.post(`/membership/members/${id}/points/give-back`, { spentBy })).status
        }
        if (asked.act === 'unmerge') {
          return (await shop.post(`/customers/${ids[asked.who]}/unmerge`)).status
        }
        const body = { fromId: ids[asked.who] }
        return (await shop.post(`/customers/${ids[asked.into]}/merge`, body)).status
      }
    }
  )
})

type AskedStep =
  | { act: 'spend'; who: number; points: number }
  | { act: 'giveBack'; which: number }
  | { act: 'merge' | 'unmerge'; who: number; into: number }
