import type { Scenario } from './scenario.ts'
import { cases } from './scenarios/cases.ts'
import { killBetweenPages } from './scenarios/kills.ts'
import { listings } from './scenarios/listings.ts'
import { pages } from './scenarios/pages.ts'
import { refusals } from './scenarios/refusals.ts'
import { shipments } from './scenarios/shipments.ts'
import { stock } from './scenarios/stock.ts'
import { tokens } from './scenarios/tokens.ts'
import { unknown } from './scenarios/unknown.ts'
import { webhooks } from './scenarios/webhooks.ts'
import { windows } from './scenarios/windows.ts'
import { Stand } from './stand.ts'
import type { End, KitTest, Subject } from './subject.ts'

const scenarios: readonly Scenario[] = [
  ...pages,
  ...windows,
  ...refusals,
  ...tokens,
  ...unknown,
  ...stock,
  ...shipments,
  ...listings,
  ...cases,
  ...webhooks
]

/**
 * Drives an adapter and the simulator of its platform through everything that marketplaces do to those who
 * sell on them, with a real engine in between, once on each end. A scenario that needs what the platform
 * lacks is left out by name.
 */
export async function testAdapter(
  t: KitTest,
  subject: Subject,
  ends: readonly End[]
): Promise<void> {
  const { capabilities } = subject.adapter
  for (const [turn, end] of ends.entries()) {
    await t.test(`[${end.name}]`, { skip: end.skip }, async (t) => {
      const stand = await Stand.open(t, subject, end)
      for (const { name, needs, run } of scenarios) {
        const skip = needs && !needs(capabilities) ? 'the platform has nothing of the kind' : false
        await t.test(name, { skip }, (t) => run(t, stand))
      }
      await t.test('a pull that is killed between any two pages loses nothing', {}, (t) =>
        killBetweenPages(t, { subject, end, turn })
      )
    })
  }
}
