import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop } from './money-shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildMoneyShop(t, kind, { MUG: 1000 })
  /** A case about two mugs that is being carried out, with a refund of each. */
  const withTwo = async () => {
    const order = await shop.placed([{ sku: 'MUG', quantity: 2, unitPriceMinor: 1000 }])
    const lines = [{ orderLineId: order.lineIds[0], quantity: 2 }]
    const open = { kind: 'refund_only', orderId: order.id, reason: 'quality_defect', lines }
    const { id: caseId } = await shop.send('/cases', open)
    await step(caseId, 'approved', 'executing')
    const half = { caseId, lines: [{ ...lines[0], quantity: 1 }] }
    return { caseId, half, first: await refund(half), second: await refund(half) }
  }
  const refund = (body: object) => shop.send('/refunds', body)
  const step = async (caseId: string, ...states: string[]) => {
    for (const to of states) await shop.send(`/cases/${caseId}/step`, { to })
  }
  const end = ({ id, parts }: { id: string; parts: { id: string }[] }, how: 'confirm' | 'fail') =>
    shop.send(
      `/refunds/${id}/parts/${parts[0]!.id}/${how}`,
      how === 'confirm' ? { reference: 'bank' } : { reason: 'account closed' }
    )
  const settlements = async (caseId: string) =>
    (await shop.get(`/cases/${caseId}`)).events
      .filter(({ kind: what }: { kind: string }) => what === 'settled')
      .map(({ detail }: { detail: { refundId: string } }) => detail.refundId)

  t.test('a case is settled by its first refund when its second one fails', async (t) => {
    const { caseId, first, second } = await withTwo()
    await end(first, 'confirm')
    t.same(await settlements(caseId), [], 'one is on its way')
    await end(second, 'fail')
    t.same(await settlements(caseId), [first.id])
    await step(caseId, 'closed')
    t.same(await shop.findings(), [])
  })

  t.test('what was given back before a case was reopened does not settle it again', async (t) => {
    const { caseId, half, first, second } = await withTwo()
    await end(second, 'fail')
    await end(first, 'confirm')
    t.same(await settlements(caseId), [first.id])
    await end(await refund(half), 'fail')
    t.same(await settlements(caseId), [first.id], 'it is settled already')
    await step(caseId, 'closed', 'reopened', 'approved', 'executing')
    await end(await refund(half), 'fail')
    t.same(await settlements(caseId), [first.id])
    const { body } = await shop.post(`/cases/${caseId}/step`, { to: 'closed' })
    t.match(body, { code: 'CASE_STEP_INCOMPLETE', missing: [{ artefact: 'settlement' }] })
    const last = await refund(half)
    await end(last, 'confirm')
    t.same(await settlements(caseId), [first.id, last.id])
    await step(caseId, 'closed')
  })
})
