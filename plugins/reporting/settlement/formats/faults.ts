import { AmountInvalid, parseAmountMinor } from '#core/money'
import { localInstant } from '#core/zone'
import { type StatementFault, StatementInvalid } from '../errors.ts'

/** Faults that an error spells out; the others are only counted. */
const spelledOut = 20

/** Collects what is wrong with a file, so that one answer names all of it. */
export class Faults {
  readonly #faults: StatementFault[] = []
  #count = 0

  add(line: number, column: string, reason: string): void {
    this.#count++
    if (this.#faults.length < spelledOut) this.#faults.push({ line, column, reason })
  }

  /** Errors: STATEMENT_INVALID when there is any. */
  throwIfAny(): void {
    if (this.#count > 0) throw new StatementInvalid({ faults: this.#faults, count: this.#count })
  }

  /** An amount in minor units; 0 with a fault when it is none. */
  amount(text: string, at: { line: number; column: string; currency: string }): number {
    try {
      return parseAmountMinor(text, at.currency)
    } catch (error) {
      if (!(error instanceof AmountInvalid)) throw error
      this.add(at.line, at.column, `${JSON.stringify(text)} is no amount`)
      return 0
    }
  }

  /** The instant of a local time; the epoch with a fault when it is none. */
  instant(text: string, at: { line: number; column: string; format: string; zone: string }) {
    const instant = localInstant(text, at.zone, at.format)
    if (instant !== null) return instant
    this.add(at.line, at.column, `${JSON.stringify(text)} is no time, such as ${at.format}`)
    return new Date(0).toISOString()
  }
}

/** Ends the reading of a file at once. */
export function refuse(line: number, column: string, reason: string): never {
  throw new StatementInvalid({ faults: [{ line, column, reason }], count: 1 })
}
