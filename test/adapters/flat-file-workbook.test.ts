import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { unzip, zipStored } from '../../adapters/flat-file/reading/zip.ts'
import { takeAll, testFolder } from './flat-file-folder.ts'
import { workbookOf, workbookParts } from './workbook.ts'

const header = ['order', 'placed_at', 'sku', 'quantity', 'unit_price']
/** 1 March 2026, 08:26, as a workbook counts: days since 1900 with a fraction. */
const march = { dateSerial: 46_082 + (8 * 60 + 26) / 1440 }

t.test('workbook: numbers, dates and texts are read as they are shown', async (t) => {
  const folder = testFolder(t)
  const rows = [header, ['N1', march, 'MUG', 3, 2.55], ['N2', '2026-03-02 10:00', '85123', 1, 10]]
  folder.write('orders.xlsx', workbookOf(rows))
  const taken = await takeAll(folder.client({ settings: { zone: 'Asia/Shanghai', decimal: ',' } }))
  t.same(taken.rejected, [])
  t.match(taken.documents, [
    { placedAt: '2026-03-01T00:26:00.000Z', lines: [{ sku: 'MUG', totalMinor: 765 }] },
    { placedAt: '2026-03-02T02:00:00.000Z', lines: [{ sku: '85123', totalMinor: 1000 }] }
  ])
})

t.test('workbook: a bad row is reported with its row in the sheet', async (t) => {
  const folder = testFolder(t)
  folder.write(
    'orders.xlsx',
    workbookOf([header, ['N1', march, 'A', 1, 1], ['N2', march, 'A', 1, -1]])
  )
  const taken = await takeAll(folder.client())
  t.match(taken.rejected, [{ line: 3, column: 'unit_price', reason: /^PRICE_NEGATIVE/ }])
  t.equal(taken.documents.length, 1)
})

t.test('workbook: what is none, and one without its end, is refused', async (t) => {
  const folder = testFolder(t)
  const whole = workbookOf([header, ['N1', march, 'A', 1, 1]])
  folder.write('cut.xlsx', whole.subarray(0, whole.length - 40))
  folder.write('text.xlsx', 'order,sku')
  folder.write('empty.xlsx', zipStored(new Map([['a.xml', Buffer.from('<a/>')]])))
  const taken = await takeAll(folder.client())
  t.same(taken.documents, [])
  t.equal(taken.rejected.length, 3)
  t.ok(taken.rejected.every(({ reason }) => reason.startsWith('SHEET_INVALID')))
})

t.test(
  'workbook: one that unpacks to too much is refused, also when it lies about its size',
  async (t) => {
    const folder = testFolder(t)
    const bomb = bombOf(8_000_000)
    t.ok(bomb.length < 20_000)
    folder.write('honest.xlsx', bomb)
    const lying = Buffer.from(bomb)
    lying.writeUInt32LE(10, lying.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24)
    folder.write('lying.xlsx', lying)
    const taken = await takeAll(folder.client({ settings: { maxSheetBytes: 1_000_000 } }))
    t.match(taken.rejected, [
      { source: 'honest.xlsx', reason: /^SHEET_TOO_LARGE: more than 1000000 bytes unpacked/ },
      { source: 'lying.xlsx', reason: /^SHEET_TOO_LARGE: more than 1000000 bytes unpacked/ }
    ])
  }
)

t.test('workbook: a cell far out does not make a million empty rows', async (t) => {
  const folder = testFolder(t)
  const far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
  folder.write('far.xlsx', zipStored(workbookParts(far)))
  const wide = '<row r="1"><c r="XFD1"><v>1</v></c></row>'
  folder.write('wide.xlsx', zipStored(workbookParts(wide)))
  const taken = await takeAll(folder.client())
  t.match(taken.rejected, [
    { source: 'far.xlsx', reason: /^SHEET_TOO_LARGE: more than 100000 rows/ },
    { source: 'wide.xlsx', reason: /^SHEET_TOO_LARGE: more than 702 columns/ }
  ])
})

t.test('zip: stored parts come out as they went in', async (t) => {
  const parts = new Map([
    ['a/b.xml', Buffer.from('hello')],
    ['c.xml', Buffer.alloc(0)]
  ])
  const all = { bytesMax: 5, wanted: () => true }
  t.same(unzip(zipStored(parts), all), parts)
  t.throws(() => unzip(zipStored(parts), { ...all, bytesMax: 4 }), { code: 'SHEET_TOO_LARGE' })
})

/** A workbook whose only part is a compressed run of spaces. */
function bombOf(bytes: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(bytes, ' '))
  const zip = zipStored(new Map([['xl/workbook.xml', packed]]))
  const entry = zip.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
  zip.writeUInt16LE(8, 8)
  zip.writeUInt16LE(8, entry + 10)
  zip.writeUInt32LE(bytes, entry + 24)
  return zip
}
