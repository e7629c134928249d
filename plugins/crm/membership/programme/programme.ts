import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import { ProgrammeMissing } from '../errors.ts'
import type { MembershipProgrammeRow, MembershipTierRow } from '../tables.ts'
import type { ProgrammeBodyShape, TierBenefitsShape } from './schema.ts'

/** A tier with its benefits read. */
export interface Tier extends Omit<MembershipTierRow, 'benefits'> {
  benefits: TierBenefitsShape
}

/** The rules of membership with its tiers, lowest first. */
export interface Programme {
  rule: ProgrammeBodyShape
  version: number
  createdAt: string
  updatedAt: string
  tiers: readonly Tier[]
}

const known = new WeakMap<Tx, Promise<Programme | null>>()

/** The programme as a transaction sees it, read once in each. Null: the shop has none. */
export function programmeOf(tx: Tx): Promise<Programme | null> {
  const before = known.get(tx)
  if (before) return before
  const reading = readProgramme(tx)
  known.set(tx, reading)
  return reading
}

/** Lets a transaction that has changed the programme read it anew. */
export function forgetProgramme(tx: Tx): void {
  known.delete(tx)
}

/** Errors: PROGRAMME_MISSING. */
export async function requireProgramme(tx: Tx): Promise<Programme> {
  const programme = await programmeOf(tx)
  if (!programme) throw new ProgrammeMissing({})
  return programme
}

/** Asked for every order, so it is built once. */
const only = sql<MembershipProgrammeRow>`select * from membership_programmes`

/** The programme with its tiers; without one, a single query. */
export async function readProgramme(db: Reader): Promise<Programme | null> {
  const {
    rows: [row]
  } = await only.execute(db)
  if (!row) return null
  const tiers = await db.selectFrom('membershipTiers').selectAll().orderBy('level').execute()
  return { ...programmeFrom(row), tiers: tiers.map(tierFrom) }
}

function programmeFrom({ rule, version, createdAt, updatedAt }: MembershipProgrammeRow) {
  return { rule: JSON.parse(rule) as ProgrammeBodyShape, version, createdAt, updatedAt }
}

/** A tier as its row says. */
export function tierFrom(row: MembershipTierRow): Tier {
  return { ...row, benefits: JSON.parse(row.benefits) as TierBenefitsShape }
}

/** The tier with an id, if it is one of these. */
export function tierOf(tiers: readonly Tier[], id: string | null): Tier | null {
  return tiers.find((tier) => tier.id === id) ?? null
}
