import { onEachDatabase } from '../../harness.ts'
import { csv, mapping, open, toGbk } from './shop.ts'

const byAmount = (a: { expectedMinor: number }, b: { expectedMinor: number }) =>
  a.expectedMinor - b.expectedMinor

onEachDatabase(async (t, kind) => {
  t.test('a mapped CSV in GBK: passes, classes, and what is done about the rest', async (t) => {
    const shop = await open(t, kind)
    t.match(await shop.account('ali', { mapping, toleranceMinor: 2 }), {
      status: 200,
      body: { version: 1 }
    })
    await shop.intake([
      shop.sold('A1', 123450),
      shop.sold('A2', 1000),
      shop.sold('A3', 5000),
      shop.sold('A4', 999),
      shop.sold('A5', 300, { placedAt: '2026-03-09T12:00:00.000Z' }),
      shop.sold('A6', 800)
    ])
    await shop.credit({ externalId: 'R1', orderExternalId: 'A1' }, 2000)
    const rows = [
      'T1;2026/03/02 10:00;A1;交易;1.234,50;;茶',
      'T2;2026/03/02 10:01;A2;交易;6,00;;一',
      'T3;2026/03/02 10:02;A2;交易;4,00;;二',
      'T4;2026/03/02 10:03;A3;交易;40,00;;少了',
      'T5;2026/03/02 10:04;A4;交易;10,00;;差一分',
      'R1;2026/03/03 10:05;A1;退款;;20,00;退',
      'T6;2026/03/03 10:06;NONE;交易;7,00;;谁的',
      'T7;2026/03/03 10:07;A1;服务费;;7,40;',
      'T8;2026/03/09 21:00;;提现;;1.000,00;到银行',
      'T9;2026/03/03 10:08;;什么;1,00;;新词'
    ]
    // The test writes the bytes of GBK by hand: the words are few.
    const gbk = toGbk(csv(rows))
    t.match(await shop.load('ali', gbk.subarray(0, gbk.length - 40)), { status: 400 })
    const { body, status } = await shop.load('ali', gbk)
    t.equal(status, 200)
    const { id, ...statement } = body.statement
    t.match(statement, { totalMinor: 27510, periodFromOn: '2026-03-02' })
    t.same(await shop.classes(id), {
      ...{ matched: 5, amount_mismatch: 1, missing_in_ledger: 1, booked: 2, unknown_type: 1 }
    })
    const lines = (await shop.call({ url: `/v1/settlements/${id}/lines` })).body.data
    t.same(
      lines.map((one: { pass: number | null }) => one.pass),
      [2, 3, 3, 5, 4, 1, null, null, null, null]
    )
    t.equal(lines[7].orderId, lines[0].orderId, 'a fee belongs to its order')
    const costs = async () =>
      (
        await shop.engine.db
          .selectFrom('reportCostEntries')
          .selectAll()
          .orderBy('amountMinor')
          .execute()
      ).map(({ kind: of, amountMinor, orderId }) => [of, amountMinor, orderId])
    t.same(await costs(), [['fee', 740, lines[0].orderId]], 'and is its actual cost')
    const kinds = async () =>
      (await shop.discrepancies()).map((one: { kind: string }) => one.kind).sort()
    t.same(await kinds(), [
      ...['amount_mismatch', 'missing_in_ledger', 'missing_in_statement', 'pending', 'unknown_type']
    ])
    t.same(await shop.alerts(), ['reporting.settlement-difference'])
    const again = await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` })
    t.same(again.body.classes, body.statement.classes, 'matched anew it is the same')

    // The rest of A3 comes with the next statement, which tells of T6 again; A6 as well, and the order of T6 is placed.
    await shop.intake([shop.sold('NONE', 700)])
    const next = await shop.load(
      'ali',
      csv([
        'T6;2026/03/03 10:06;NONE;交易;7,00;;谁的',
        'T10;2026/03/04 10:00;A3;交易;10,00;;补',
        'T11;2026/03/04 10:00;A6;交易;8,00;;',
        'T12;2026/03/04 10:00;;推广;;3,00;',
        'T12;2026/03/04 10:00;;推广;;3,00;'
      ])
    )
    t.same(await shop.classes(next.body.statement.id), { duplicate: 2, matched: 2, booked: 1 })
    t.same(await kinds(), ['duplicate', 'pending', 'unknown_type'])
    t.same(await shop.classes(id), { matched: 7, booked: 2, unknown_type: 1 })

    const [unknown] = await shop.discrepancies('kind=unknown_type&state=open')
    const resolve = (one: string) =>
      shop.call({
        ...{ method: 'POST', url: `/v1/settlement-discrepancies/${one}/resolve` },
        body: { note: 'A gift of the platform' }
      })
    t.match(await resolve(unknown.id), { status: 200, body: { state: 'resolved', version: 2 } })
    t.match(await resolve(unknown.id), { status: 409, body: { code: 'DISCREPANCY_CLOSED' } })
    await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` })
    t.same(await kinds(), ['duplicate', 'pending'], 'what is resolved stays so')
    shop.clock.set('2026-03-14T00:00:00.000Z')
    await shop.nightly()
    t.same(await kinds(), ['duplicate', 'missing_in_statement'], 'young no longer')
    t.same(await shop.alerts(), [
      ...[
        'reporting.payout-late',
        'reporting.settlement-difference',
        'reporting.settlement-difference'
      ]
    ])
    const [payout] = (await shop.call({ url: '/v1/payouts' })).body.data.slice(-1)
    t.match(payout, { expectedMinor: 100000, expectedOn: '2026-03-10', state: 'expected' })
    const receive = { method: 'POST', url: `/v1/payouts/${payout.id}/receive` } as const
    const came = { amountMinor: 99990, receivedOn: '2026-03-12', reference: 'BANK-1' }
    t.match((await shop.call({ ...receive, body: came })).body, {
      ...{ state: 'differs', differenceMinor: -10, daysToCash: 9.99 }
    })
    t.match(await shop.call({ ...receive, body: came }), { status: 409 })
    t.notOk((await shop.alerts()).includes('reporting.payout-late'))
    t.same(await shop.findings(), [])
  })

  t.test(
    'what a statement may not be: in another currency, restated, contradicting itself',
    async (t) => {
      const shop = await open(t, kind)
      await shop.intake([shop.sold('E1', 1000, { currency: 'EUR' }), shop.sold('A1', 1000)])
      await shop.account('ali', { mapping })
      const one = 'T1;2026/03/02 10:00;A1;交易;10,00;;'
      const two = 'T2;2026/03/02 11:00;A2;交易;20,00;;'
      const refused = async (file: string, body: object, query = '') =>
        t.match(await shop.load('ali', file, query), { body })
      await refused(csv([one, 'T2;2026/03/02 10:00;E1;交易;10,00;;']), {
        ...{
          status: 422,
          code: 'STATEMENT_CURRENCY_MISMATCH',
          currency: 'CNY',
          expected: 'EUR',
          line: 4
        }
      })
      await refused(csv([one, 'T2;yesterday;A2;交易;x;;']), {
        code: 'STATEMENT_INVALID',
        faults: [
          { line: 4, column: '入账时间' },
          { line: 4, column: '收入' }
        ]
      })
      await refused(
        csv([one]),
        { code: 'STATEMENT_SUMS_DIFFER' },
        '&openingMinor=0&closingMinor=999'
      )
      await refused('a;b\n1;2\n', { code: 'STATEMENT_INVALID', faults: [{ column: '入账时间' }] })
      t.match(await shop.load('none', csv([one])), { status: 404 })
      t.equal((await shop.call({ url: '/v1/settlements' })).body.data.length, 0)
      t.same(await shop.engine.db.selectFrom('settlementLines').select('id').execute(), [])

      const { id } = (await shop.load('ali', csv([one, two]))).body.statement
      const changed = csv([one, two.replace('20,00', '21,00')])
      await refused(changed, { code: 'STATEMENT_RESTATED', statementId: id })
      t.match(await shop.load('ali', changed, `&replaces=${id}`), { body: { result: 'imported' } })
      t.match((await shop.call({ url: `/v1/settlements/${id}` })).body.supersededBy, /^stl_/)
      t.match(await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` }), {
        ...{ status: 409, body: { code: 'STATEMENT_SUPERSEDED' } }
      })
      t.same(await shop.findings(), [])

      const fee = 'T3;2026/03/04 10:00;;服务费;;1,00;'
      const week = csv([one, two, fee, 'T4;2026/03/04 11:00;A9;交易;1,00;;'])
      const weekly = (await shop.load('ali', week)).body.statement
      t.same(await shop.classes(weekly.id), { duplicate: 1, booked: 1, missing_in_ledger: 2 })
      const { data } = (await shop.call({ url: '/v1/settlements?superseded=false' })).body
      const daily = data.find((statement: { id: string }) => statement.id !== weekly.id)
      await shop.load('ali', csv([two.replace('20,00', '22,00')]), `&replaces=${daily.id}`)
      t.same(
        await shop.classes(weekly.id),
        { matched: 1, booked: 1, missing_in_ledger: 2 },
        'a duplicate counts once its other one is gone'
      )
      t.same(await shop.findings(), [])

      const bad = async (body: object) => (await shop.account('bad', body)).body.field
      t.equal(await bad({}), '#/mapping')
      t.equal(await bad({ mapping: { ...mapping, zone: 'Mars' } }), '#/mapping/zone')
      const { credit: _, ...columns } = mapping.columns
      t.equal(await bad({ mapping: { ...mapping, columns } }), '#/mapping/columns')
      t.equal((await shop.account('ali', { mapping, currency: 'EUR' })).body.field, '#/currency')
      t.match(await shop.call({ url: '/v1/settlements', as: 'support' }), { status: 403 })
    }
  )

  t.test(
    'replaced: payouts that are in the bank go over to the new statement, and are not expected again',
    async (t) => {
      const shop = await open(t, kind)
      const payoutsOf = async (account: string) =>
        (await shop.call({ url: `/v1/payouts?accountId=${account}` })).body.data
      const receive = (id: string, amountMinor: number) => {
        const body = { amountMinor, receivedOn: '2026-03-06', reference: 'BANK-1' }
        return shop.call({ method: 'POST', url: `/v1/payouts/${id}/receive`, body })
      }
      await shop.account('told', { mapping })
      const sale = 'S1;2026/03/05 10:00;A;交易;30,00;;'
      const paid = 'P1;2026/03/05 11:00;;提现;;10,00;'
      const again = 'P2;2026/03/05 12:00;;提现;;5,00;'
      const { id } = (await shop.load('told', csv([sale, paid, again]))).body.statement
      const [, first] = (await payoutsOf('told')).toSorted(byAmount)
      await receive(first.id, 1000)
      const fee = 'F1;2026/03/05 13:00;;服务费;;0,10;'
      const { body } = await shop.load('told', csv([sale, paid, again, fee]), `&replaces=${id}`)
      t.match((await payoutsOf('told')).toSorted(byAmount), [
        { expectedMinor: 500, state: 'expected', statementId: body.statement.id },
        {
          ...{ id: first.id, state: 'received', expectedMinor: 1000, receivedMinor: 1000 },
          ...{ statementId: body.statement.id, reference: 'BANK-1' }
        }
      ])
      const restated = csv([sale, paid.replace('10,00', '10,10'), again, fee])
      await shop.load('told', restated, `&replaces=${body.statement.id}`)
      const [other, carried, ...more] = (await payoutsOf('told')).toSorted(byAmount)
      t.match(other, { expectedMinor: 500, state: 'expected' })
      t.match(carried, {
        ...{ id: first.id, state: 'differs', expectedMinor: 1010, differenceMinor: -10 }
      })
      t.same(more, [])
      const [line] = await shop.engine.db
        .selectFrom('settlementLines')
        .select('statementId')
        .where('id', '=', carried.lineId)
        .execute()
      t.equal(line?.statementId, carried.statementId)

      const { 提现: _, ...types } = mapping.types
      await shop.account('whole', { mapping: { ...mapping, types } })
      const whole = (await shop.load('whole', csv([sale.replace('S1', 'S2')]))).body.statement
      const [payout] = await payoutsOf('whole')
      await receive(payout.id, 3000)
      const file = csv([sale.replace('S1', 'S2'), fee.replace('F1', 'F2')])
      await shop.load('whole', file, `&replaces=${whole.id}`)
      t.match(await payoutsOf('whole'), [
        { id: payout.id, state: 'differs', expectedMinor: 2990, receivedMinor: 3000 }
      ])
      t.equal((await payoutsOf('whole')).length, 1)
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'replaced by what is there already: its lines count in their place, and so do its payouts',
    async (t) => {
      const shop = await open(t, kind)
      await shop.account('ali', { mapping })
      await shop.intake([shop.sold('A1', 1000), shop.sold('A2', 2000)])
      const one = 'T1;2026/03/02 10:00;A1;交易;10,00;;'
      const paid = 'P1;2026/03/02 10:00;;提现;;9,00;'
      const due = 'P2;2026/03/02 11:00;;提现;;1,00;'
      const rest = ['T2;2026/03/02 12:00;A2;交易;20,00;;', 'P3;2026/03/02 12:00;;提现;;20,00;']
      const daily = (await shop.load('ali', csv([one, paid, due]))).body.statement
      const payouts = async () =>
        (await shop.call({ url: '/v1/payouts?accountId=ali' })).body.data.toSorted(byAmount)
      const [, { id: payoutId }] = await payouts()
      const body = { amountMinor: 900, receivedOn: '2026-03-06', reference: 'BANK-1' }
      await shop.call({ method: 'POST', url: `/v1/payouts/${payoutId}/receive`, body })
      const late = 'T9;2026/03/03 10:00;A9;交易;1,00;;'
      const file = csv([one, paid, due, ...rest, late])
      const whole = (await shop.load('ali', file)).body.statement
      t.same(await shop.classes(whole.id), {
        ...{ duplicate: 3, matched: 1, booked: 1, missing_in_ledger: 1 }
      })

      const again = await shop.load('ali', `${file}#exported anew\r\n`, `&replaces=${daily.id}`)
      t.match(again, { body: { result: 'equivalent', statement: { id: whole.id } } })
      const { supersededBy } = (await shop.call({ url: `/v1/settlements/${daily.id}` })).body
      t.equal(supersededBy, whole.id)
      t.same(await shop.classes(whole.id), { matched: 2, booked: 3, missing_in_ledger: 1 })
      const { id: statementId } = whole
      t.match(await payouts(), [
        { expectedMinor: 100, state: 'expected', statementId },
        { id: payoutId, expectedMinor: 900, state: 'received', statementId },
        { expectedMinor: 2000, state: 'expected', statementId }
      ])
      t.same(await shop.discrepancies('kind=missing_in_statement&state=open'), [])
      t.same(await shop.findings(), [])

      const { status } = await shop.load('ali', `${file}#once more\r\n`, `&replaces=${whole.id}`)
      t.equal(status, 200, 'the same lines in another file may replace themselves')
    }
  )

  t.test(
    'payments and refunds of a provider are matched one by one, by their references',
    async (t) => {
      const shop = await open(t, kind, { plugins: ['aftersales'] })
      await shop.addSku('MUG', 10)
      await shop.account('wxpay', { mapping, channelId: null, paymentMethods: ['wechat'] })
      const placed = await shop.place({
        lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1000 }],
        currency: 'CNY'
      })
      const orderId = placed.body.id
      const pay = (amountMinor: number, method: string, reference: string) =>
        shop.act(orderId, 'confirm-payment', { amountMinor, method, reference })
      t.equal((await pay(1000, 'wechat', 'W1')).status, 200)
      await pay(500, 'cash', 'C1')
      await pay(1500, 'wechat', 'W2')
      const { currency } = placed.body
      const nothing = { caseId: null, reason: null, note: null, sourceId: null, shippingMinor: 0 }
      await shop.engine.transaction(async (tx) => {
        const at = { createdAt: tx.now, updatedAt: tx.now, settledAt: tx.now }
        await tx
          .insertInto('refunds')
          .values({
            ...{ ...nothing, ...at, id: 'rfd_1', orderId, kind: 'return', state: 'done', currency },
            ...{ allocation: 'keepAllocation', goodsMinor: 1500, extraMinor: 0, deductedMinor: 0 },
            ...{ amountMinor: 1500, doneMinor: 1500, details: '{}', requestedBy: 'x', version: 1 }
          })
          .execute()
        const part = (id: string, position: number, amountMinor: number, method: string) => ({
          ...{ id, refundId: 'rfd_1', orderId, position, paymentId: null, method, amountMinor },
          ...{ way: 'manual' as const, why: null, state: 'done' as const, reference: `ref-${id}` },
          ...{ reason: null, attempts: 1, sentAt: tx.now, settledAt: tx.now, updatedAt: tx.now }
        })
        await tx
          .insertInto('refundParts')
          .values([part('rfp_1', 0, 900, 'wechat'), part('rfp_2', 1, 600, 'cash')])
          .execute()
      })
      await shop.credit({ externalId: 'rfd_1', orderExternalId: null }, 1500)
      const rows = ['W1;2026/03/10 08:00;;交易;10,00;;', 'rfp_1;2026/03/10 09:00;;退款;;9,00;']
      const { body } = await shop.load('wxpay', csv(rows))
      t.same(await shop.classes(body.statement.id), { matched: 2 })
      const open_ = await shop.discrepancies()
      t.match(open_, [{ kind: 'pending', amountMinor: 1500, orderId }], 'W2; cash is not theirs')
      const first = (await shop.call({ url: `/v1/settlements/${body.statement.id}/lines` })).body
        .data
      t.match(first, [
        { pass: 1, orderId },
        { pass: 1, orderId }
      ])
    }
  )

  t.test(
    'two columns: what is taken back of a credit counts as less, a debit with or without its sign',
    async (t) => {
      const shop = await open(t, kind)
      await shop.account('ali', { mapping })
      const rows = [
        'N1;2026/03/04 10:00;Z;交易;10,00;;',
        'N2;2026/03/04 11:00;Z;交易;-10,00;;',
        'N3;2026/03/04 12:00;;服务费;;0,30;',
        'N4;2026/03/04 13:00;;服务费;;-0,20;'
      ]
      const { statement } = (await shop.load('ali', csv(rows))).body
      t.equal(statement.totalMinor, -50)
      const { body } = await shop.call({ url: `/v1/settlements/${statement.id}/lines` })
      const amounts = body.data.map(({ amountMinor }: { amountMinor: number }) => amountMinor)
      t.same(amounts, [1000, -1000, -30, -20])
    }
  )

  t.test('balances: each follows from the one before, in either order of rows', async (t) => {
    const shop = await open(t, kind)
    const columns = {
      postedAt: 'at',
      amount: 'amount',
      type: 'type',
      balance: 'balance',
      fee: 'fee'
    }
    const types = { s: 'sale', r: 'refund' }
    const plain = { columns, types, dateFormat: 'ISO', rowOrder: 'newestFirst', sign: 'byType' }
    await shop.account('bank', { mapping: plain })
    const rows = [
      '2026-03-02T02:00:00Z,5.00,r,0.10,14.70',
      '2026-03-02T01:00:00Z,10.00,s,0.20,19.80'
    ]
    const file = (all: readonly string[]) => ['at,amount,type,fee,balance', ...all, ''].join('\n')
    t.match(await shop.load('bank', file([rows[0]!.replace('14.70', '14.71'), rows[1]!])), {
      ...{ status: 400, body: { faults: [{ line: 2, column: 'balance' }] } }
    })
    t.match((await shop.load('bank', file(rows))).body.statement, {
      ...{
        openingMinor: 1000,
        totalMinor: 470,
        closingMinor: 1470,
        hasBalances: true,
        lineCount: 4
      }
    })
    t.same(await shop.findings(), [])
  })
})
