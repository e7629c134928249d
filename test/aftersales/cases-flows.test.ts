import fc from 'fast-check'
import t from 'tap'
import { flows, stepsOf } from '../../plugins/aftersales/cases/flows/flow.ts'
import {
  type CaseFlow,
  type CaseKind,
  type CaseState,
  caseKinds
} from '../../plugins/aftersales/cases/tables.ts'
import { onEachDatabase } from '../harness.ts'
import { type AftersalesShop, buildAftersalesShop } from './shop.ts'

/** States that can be reached from one, itself among them. */
function reachable(flow: CaseFlow, kind: CaseKind, from: CaseState): Set<CaseState> {
  const found = new Set([from])
  for (const state of found) for (const { to } of stepsOf({ flow, kind, state })) found.add(to)
  return found
}

t.test('flows: every state that a case of any kind can reach has a way to its end', async (t) => {
  for (const flow of ['request', 'dispute'] as const) {
    const everywhere = new Set<CaseState>()
    for (const kind of caseKinds) {
      const states = reachable(flow, kind, flows[flow].first)
      for (const state of states) {
        everywhere.add(state)
        const ends = [...reachable(flow, kind, state)].filter(
          (one) => flows[flow].states[one]?.isEnd
        )
        t.ok(ends.length > 0, `${flow} ${kind} ${state}`)
        t.ok(flows[flow].states[state], `${state} is one of ${flow}`)
      }
    }
    const all = Object.keys(flows[flow].states).sort()
    t.same([...everywhere].sort(), all, `each state of ${flow} is reached by some kind`)
  }
})

t.test(
  'flows: each open state is somebody’s and lasts so long; each end is nobody’s',
  async (t) => {
    for (const { states } of Object.values(flows)) {
      for (const [state, { within, isEnd, next, title }] of Object.entries(states)) {
        t.equal(within === null, isEnd === true, state)
        t.ok(title.en && title.zh, state)
        t.equal(new Set(next.map(({ to, only }) => `${to} ${only}`)).size, next.length, state)
        if (isEnd)
          t.ok(
            next.every(({ to, isReopening }) => to === 'reopened' && isReopening),
            state
          )
      }
    }
  }
)

interface Next {
  to: string
  missing: { artefact: string; outcomes?: string[] }[]
}

/** Gives what a step lacks; false: it is money or goods, which other tests give. */
async function give(shop: AftersalesShop, id: string, { missing }: Next): Promise<boolean> {
  for (const { artefact, outcomes = [] } of missing) {
    const [outcome] = outcomes
    const bodies: Record<string, object> = {
      verification: { outcome, note: 'Looked at it' },
      proposal: { remedy: 'coupon' },
      agreement: {},
      decision: { outcome: outcome ?? 'for_customer' },
      settlement: { means: 'coupon' },
      satisfaction: { score: 3 }
    }
    if (!bodies[artefact]) return false
    const answer = await shop.post(`/cases/${id}/${artefact}`, bodies[artefact])
    if (answer.body.code === 'CASE_SETTLED_ELSEWHERE') return false
    if (answer.status !== 201) throw new Error(answer.text)
  }
  return true
}

onEachDatabase(async (t, kind) => {
  t.test('walks: wherever a case goes, what it says it needs is enough', async (t) => {
    const shop = await buildAftersalesShop(t, kind)
    const order = await shop.bought('O-walk')
    const kinds = fc.constantFrom<CaseKind>('compensation', 'repair', 'price_difference')
    const choices = fc.array(fc.nat(20), { minLength: 4, maxLength: 12 })
    const flow = fc.constantFrom<CaseFlow>('request', 'dispute')
    const visited = new Set<string>()
    await fc.assert(
      fc.asyncProperty(flow, kinds, choices, async (flow, kind, choices) => {
        const lines = [{ orderLineId: order.lines.MUG, quantity: 1 }]
        const { id } = await shop.openCase(order, { flow, kind, lines })
        let found = await shop.caseOf(id)
        for (const choice of choices) {
          visited.add(`${found.flow}:${found.state}`)
          const steps: Next[] = found.next
          const step = steps[choice % steps.length]
          if (!step) break
          const isGiven = await give(shop, id, step)
          const answer = await shop.step(id, step.to)
          if (isGiven !== (answer.status === 200)) throw new Error(answer.text)
          const other = Object.keys(flows[flow].states).find(
            (state) => !answer.body.next?.some(({ to }: Next) => to === state)
          )
          if (answer.status === 200 && (await shop.step(id, other!)).status !== 409) return false
          found = await shop.caseOf(id)
        }
        if (found.closedAt === null) await shop.send(`/cases/${id}/step`, { to: endOf(found) })
        return true
      }),
      { numRuns: 30, seed: 7 }
    )
    t.ok(visited.size > 12, [...visited].join(' '))
    t.same(await shop.findings(), [])
  })
})

/** The way out that is always open: a request is refused, a dispute goes by the platform or the customer. */
function endOf({ flow, state }: { flow: CaseFlow; state: CaseState }): string {
  const { next } = flows[flow].states[state]!
  const out = next.find(({ to, needs }) => flows[flow].states[to]!.isEnd && needs.length === 0)
  return (out ?? next.find(({ needs }) => needs.length === 0))!.to
}
