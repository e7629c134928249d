import { Type } from 'typebox'

/** What can be made to go wrong, each as real platforms do it. */
export const faultKinds = [
  'throttle',
  'serverError',
  'errorIn200',
  'timeoutAfterEffect',
  'expiredToken',
  'banned',
  'duplicateRows',
  'reorderRows',
  'moveRows',
  'unknownFields',
  'unknownStatus',
  'badAmount',
  'refuseItem',
  'busyItem',
  'duplicateWebhook',
  'forgedWebhook',
  'dropWebhook'
] as const
export type FaultKind = (typeof faultKinds)[number]

/** A fault that is switched on. */
export interface Fault {
  kind: FaultKind
  /** How often it strikes. Default 1. */
  times?: number
  /** Only in this operation, such as `stock/write`. Default: wherever it can. */
  operation?: string
  /** For `throttle`: how long. Default 1. */
  retryAfterSeconds?: number
}

export const FaultShape = Type.Object(
  {
    kind: Type.Unsafe<FaultKind>(Type.String({ enum: [...faultKinds] })),
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    operation: Type.Optional(Type.String({ maxLength: 100 })),
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 }))
  },
  { additionalProperties: false }
)

/** Faults that are switched on, and how often each still strikes. */
export class Faults {
  #active: (Fault & { left: number })[] = []

  add(fault: Fault): void {
    this.#active.push({ ...fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#active = []
  }

  /** Whether a fault strikes here; it is used up by that. */
  strikes(kind: FaultKind, operation: string): Fault | undefined {
    const fault = this.#active.find(
      (candidate) =>
        candidate.kind === kind &&
        (candidate.operation === undefined || candidate.operation === operation)
    )
    if (!fault) return undefined
    fault.left--
    if (fault.left === 0) this.#active = this.#active.filter((other) => other !== fault)
    return fault
  }
}
