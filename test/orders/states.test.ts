import t from 'tap'
import { orderStates } from '../../plugins/orders/api.ts'
import { assertStep, furtherState, legalSteps, steps } from '../../plugins/orders/states.ts'

t.test('machine: every state is there, and every step leads to one', async (t) => {
  t.same(Object.keys(steps).sort(), [...orderStates].sort())
  for (const from of orderStates) {
    for (const to of Object.keys(steps[from]))
      t.ok(orderStates.includes(to as never), `${from} ${to}`)
  }
})

t.test(
  'machine: canceled and closed are ends; delivered can only be completed or canceled',
  async (t) => {
    t.same(steps.canceled, {})
    t.same(steps.closed, {})
    t.same(Object.keys(steps.delivered).sort(), ['canceled', 'completed'])
    t.same(legalSteps('delivered', 'person'), ['completed'])
  }
)

t.test('machine: an illegal step names the legal ones', async (t) => {
  t.throws(() => assertStep({ id: 'ord_1', state: 'shipped' }, 'paid', 'person'), {
    code: 'ORDER_STATE_ILLEGAL',
    status: 409,
    fields: { from: 'shipped', to: 'paid', legal: ['delivered', 'completed'] }
  })
  t.doesNotThrow(() => assertStep({ id: 'ord_1', state: 'paid' }, 'canceled', 'person'))
})

t.test('furtherState: whichever is further, the channel or what was done here', async (t) => {
  t.equal(furtherState('paid', null), 'paid')
  t.equal(furtherState('paid', 'shipped'), 'shipped')
  t.equal(furtherState('delivered', 'shipped'), 'delivered')
  t.equal(furtherState('canceled', 'shipped'), 'canceled')
  t.equal(furtherState('paid', 'canceled'), 'canceled')
  t.equal(furtherState(null, 'paid'), 'paid')
})
