import {
  countFigures,
  type FigureName,
  type Figures,
  figureNames,
  moneyFigures,
  type TrafficKey,
  visitFigures
} from './figures.ts'
import { type TrafficDayRow, type TrafficGrain, trafficGrains } from './tables.ts'

/** Figures as they were told; all of one channel and day. */
export type ToldFigures = TrafficKey & Figures & { currency: string | null }

const ofVisits: ReadonlySet<string> = new Set(visitFigures)

/**
 * Makes of everything that a channel tells of a day what reports read, so that nothing is counted twice: a total that is told
 * goes before the sum of its parts.
 *
 * - Of the channel: what it tells in all, else the sum of its sources. What advertising brought is else the sum of its
 *   campaigns, and of their SKUs. Visitors are not: who looks at two SKUs is one visitor of the shop.
 * - Of a source, campaign or SKU: what is told of it alone, else the sum of what is told of its parts.
 */
export function deriveDays(rows: readonly ToldFigures[]): TrafficDayRow[] {
  if (rows.length === 0) return []
  const derived: TrafficDayRow[] = []
  const currencies = [...new Set(rows.flatMap(({ currency }) => currency ?? []))].sort()
  const { channelId, dayOn } = rows[0]!
  for (const grain of trafficGrains) {
    const all = keysOf(grain, rows)
    const add = (board: FigureBoard, names: readonly FigureName[], currency: string) => {
      for (const key of all) {
        const figures = names.map((name) => [name, board.valueOf(grain, key, name)] as const)
        if (figures.every(([, value]) => value === null)) continue
        const zeros = Object.fromEntries(figureNames.map((name) => [name, 0]))
        const told = Object.fromEntries(figures.map(([name, value]) => [name, value ?? 0]))
        const row = { grain, channelId, dayOn, ...key, currency, ...zeros, ...told }
        derived.push(row as unknown as TrafficDayRow)
      }
    }
    add(new FigureBoard(rows), countFigures, '')
    for (const currency of currencies) {
      const board = new FigureBoard(rows.filter((row) => row.currency === currency))
      add(board, moneyFigures, currency)
    }
  }
  return derived
}

type Part = Pick<TrafficKey, 'source' | 'campaign' | 'sku'>

/** What a grain tells figures apart by. */
const partsOf: Record<TrafficGrain, readonly (keyof Part)[]> = {
  channel: [],
  source: ['source'],
  campaign: ['campaign'],
  sku: ['sku'],
  campaignSku: ['campaign', 'sku']
}

function keysOf(grain: TrafficGrain, rows: readonly ToldFigures[]): Part[] {
  const keys = new Map<string, Part>()
  for (const row of rows) {
    const key: Part = { source: '', campaign: '', sku: '' }
    for (const name of partsOf[grain]) key[name] = row[name]
    if (partsOf[grain].every((name) => key[name] !== '')) keys.set(JSON.stringify(key), key)
  }
  return [...keys.values()]
}

/** Rows of one channel and day, by what they are of. */
class FigureBoard {
  readonly #byPart = new Map<string, ToldFigures>()
  readonly #bySource = new Map<string, Part[]>()
  readonly #byCampaign = new Map<string, Part[]>()
  readonly #bySku = new Map<string, Part[]>()

  constructor(rows: readonly ToldFigures[]) {
    for (const row of rows) {
      this.#byPart.set(nameOf(row), row)
      if (row.source !== '') push(this.#bySource, row.source, row)
      if (row.campaign !== '') push(this.#byCampaign, row.campaign, row)
      if (row.sku !== '') push(this.#bySku, row.sku, row)
    }
  }

  /** A figure of a grain; null: nothing is told of it. */
  valueOf(grain: TrafficGrain, part: Part, name: FigureName): number | null {
    switch (grain) {
      case 'channel':
        return this.#channel(name)
      case 'source':
        return this.#source(part.source, name)
      case 'campaign':
        return this.#campaign(part.campaign, name)
      case 'sku':
        return this.#sku(part.sku, name)
      case 'campaignSku':
        return this.#campaignSku(part, name)
    }
  }

  #own(part: Part, name: FigureName): number | null {
    return this.#byPart.get(nameOf(part))?.[name] ?? null
  }

  #channel(name: FigureName): number | null {
    const own = this.#own({ source: '', campaign: '', sku: '' }, name)
    const sources = () => sumOf([...this.#bySource.keys()].map((one) => this.#source(one, name)))
    const told = own ?? sources()
    if (told !== null || ofVisits.has(name)) return told
    return (
      sumOf([...this.#byCampaign.keys()].map((one) => this.#campaign(one, name))) ??
      sumOf([...this.#bySku.keys()].map((one) => this.#sku(one, name)))
    )
  }

  #source(source: string, name: FigureName): number | null {
    const own = this.#own({ source, campaign: '', sku: '' }, name)
    if (own !== null || ofVisits.has(name)) return own
    const parts = this.#bySource.get(source) ?? []
    const campaigns = new Set(parts.map(({ campaign }) => campaign).filter(Boolean))
    return (
      sumOf([...campaigns].map((campaign) => this.#at(source, campaign, name))) ??
      sumOf(parts.filter(({ campaign }) => campaign === '').map((part) => this.#own(part, name)))
    )
  }

  /** A campaign within a source, or in none. */
  #at(source: string, campaign: string, name: FigureName): number | null {
    const own = this.#own({ source, campaign, sku: '' }, name)
    if (own !== null || ofVisits.has(name)) return own
    const parts = (this.#byCampaign.get(campaign) ?? []).filter(
      (part) => part.source === source && part.sku !== ''
    )
    return sumOf(parts.map((part) => this.#own(part, name)))
  }

  #campaign(campaign: string, name: FigureName): number | null {
    const sources = new Set((this.#byCampaign.get(campaign) ?? []).map(({ source }) => source))
    sources.delete('')
    return (
      this.#at('', campaign, name) ??
      sumOf([...sources].map((source) => this.#at(source, campaign, name)))
    )
  }

  #sku(sku: string, name: FigureName): number | null {
    const parts = this.#bySku.get(sku) ?? []
    const sources = parts.filter(({ source, campaign }) => source !== '' && campaign === '')
    const campaigns = new Set(parts.map(({ campaign }) => campaign).filter(Boolean))
    return (
      this.#own({ source: '', campaign: '', sku }, name) ??
      sumOf(sources.map((part) => this.#own(part, name))) ??
      sumOf([...campaigns].map((campaign) => this.#campaignSku({ campaign, sku }, name)))
    )
  }

  #campaignSku({ campaign, sku }: Omit<Part, 'source'>, name: FigureName): number | null {
    const parts = (this.#bySku.get(sku) ?? []).filter(
      (part) => part.campaign === campaign && part.source !== ''
    )
    return (
      this.#own({ source: '', campaign, sku }, name) ??
      sumOf(parts.map((part) => this.#own(part, name)))
    )
  }
}

function nameOf({ source, campaign, sku }: Part): string {
  return JSON.stringify([source, campaign, sku])
}

function push(map: Map<string, Part[]>, key: string, part: Part): void {
  const known = map.get(key)
  if (known) known.push(part)
  else map.set(key, [part])
}

/** Null where nothing is told. */
function sumOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null)
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0)
}
