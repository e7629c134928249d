import type { Artefact, CaseState } from '../tables.ts'

/** What is there for a step to be taken: something of a kind, perhaps with one outcome only. */
export interface Need {
  artefact: Artefact
  outcomes?: readonly string[]
}

/** A way out of a state. */
export interface StepRule {
  to: CaseState
  needs: readonly Need[]
  /** For kinds of cases for which goods come back, or for the others; undefined: for all. */
  only?: 'withGoods' | 'withoutGoods'
  /** Only for so many days after the case was over. */
  isReopening?: true
}

/** Whose turn it is: our deadlines rest while it is not the shop's. */
export type WaitsFor = 'shop' | 'customer' | 'platform'

/** What holds in one state of a flow. */
export interface StateRule {
  title: { en: string; zh: string }
  /** The post that has to act. */
  ownerRole: 'support' | 'manager' | 'clerk'
  waitsFor: WaitsFor
  /** How long it may last: in hours of business or of the wall clock. Null: as long as it likes. */
  within: { hours: number; clock: 'business' | 'wall' } | null
  next: readonly StepRule[]
  /** Nothing is to be done any more, unless it is reopened. */
  isEnd?: true
}

/** A state machine. */
export interface Flow {
  first: CaseState
  states: Readonly<Partial<Record<CaseState, StateRule>>>
}

/** A step that asks for nothing, or for artefacts of any outcome. */
export function step(to: CaseState, ...needs: Artefact[]): StepRule {
  return { to, needs: needs.map((artefact) => ({ artefact })) }
}

/** Time in business. */
export function business(hours: number): StateRule['within'] {
  return { hours, clock: 'business' }
}

/** Time that goes on at night and on holidays. */
export function wall(hours: number): StateRule['within'] {
  return { hours, clock: 'wall' }
}
