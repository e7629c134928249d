import type { Reader } from '#core/database/db'
import { businessDay } from '../../query/calendar.ts'
import type { DaySpan } from '../../query/types.ts'
import type { TableSection, Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import { findActions } from '../../why/actions/find.ts'
import type { ShopAction } from '../../why/tables.ts'

const kinds: Record<ShopAction['kind'], Text> = {
  price: { zh: '价格', en: 'Price' },
  policy: { zh: '价格规则', en: 'Price rule' },
  promotion: { zh: '促销', en: 'Promotion' },
  campaign: { zh: '活动', en: 'Campaign' },
  product: { zh: '商品', en: 'Product' },
  listing: { zh: '链接', en: 'Listing' },
  stock: { zh: '库存', en: 'Stock' },
  channel: { zh: '渠道', en: 'Channel' },
  note: { zh: '备注', en: 'Note' }
}

/** The act that an entry names last: `promotion.started`. */
const acts: Readonly<Record<string, Text>> = {
  start: { zh: '开始', en: 'started' },
  started: { zh: '开始', en: 'started' },
  launch: { zh: '开始', en: 'started' },
  announce: { zh: '预告', en: 'announced' },
  end: { zh: '结束', en: 'ended' },
  ended: { zh: '结束', en: 'ended' },
  close: { zh: '结束', en: 'ended' },
  stop: { zh: '停止', en: 'stopped' },
  pause: { zh: '暂停', en: 'paused' },
  resume: { zh: '恢复', en: 'resumed' },
  publish: { zh: '上架', en: 'published' },
  retire: { zh: '下架', en: 'retired' },
  create: { zh: '新建', en: 'made' },
  delete: { zh: '删除', en: 'deleted' },
  out: { zh: '售罄', en: 'sold out' },
  spend: { zh: '花费', en: 'spent on' }
}
const changed: Text = { zh: '调整', en: 'changed' }

/** What was done to what. */
function wordsOf({ kind, what, title, subjectId, detail }: ShopAction): Text {
  const act = acts[what.slice(what.lastIndexOf('.') + 1)] ?? changed
  const name = title ?? detail ?? subjectId
  if (kind === 'note') return { zh: `${kinds.note.zh}：${name}`, en: `${kinds.note.en}: ${name}` }
  return { zh: `${kinds[kind].zh}${act.zh}：${name}`, en: `${kinds[kind].en} ${act.en}: ${name}` }
}

/** Deeds that are listed. */
const shown = 10

/** What the shop itself did in some days, beside the figures that it may have moved. None: nothing is said. */
export async function deedsTable(
  db: Reader,
  scope: ReportingScope,
  span: DaySpan
): Promise<TableSection[]> {
  const actions = await findActions(db, scope, { span })
  if (actions.length === 0) return []
  const latest = actions.slice(-shown)
  const isCut = actions.length > latest.length
  return [
    {
      ...{ kind: 'table', id: 'deeds', part: 'why', isHalf: true },
      title: { zh: '这段时间我们做了什么', en: 'What we did in these days' },
      columns: [
        { name: 'day', title: { zh: '日期', en: 'Day' }, unit: 'day' },
        { name: 'what', title: { zh: '动作', en: 'What' }, unit: 'text' }
      ],
      rows: latest.map((deed) => [businessDay(scope.ctx.shop, deed.at), wordsOf(deed)]),
      ...(isCut && {
        note: {
          zh: `共 ${actions.length} 项，显示最近 ${latest.length} 项`,
          en: `The last ${latest.length} of ${actions.length}`
        }
      })
    }
  ]
}
