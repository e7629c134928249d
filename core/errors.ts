/** What every defined error says of itself; listed in docs/errors.md and in the OpenAPI document. */
export interface ErrorDefinition<Fields extends object = object> {
  /** Stable, `UPPER_SNAKE`; names a condition. Never reused. */
  code: string
  /** HTTP status the condition answers with. */
  status: number
  /** One short sentence, the same for every occurrence. */
  title: string
  /** Whether the same call may succeed later. `false` ends a job's retries at once. Default: status ≥ 500. */
  retryable?: boolean
  /** Says what happened this time, from the typed fields. Never contains secrets. */
  detail?: (fields: Fields) => string
}

/** An error that the engine foresees: it has a code, a status and typed fields. */
export class ShopkeeperError extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retryable: boolean
  readonly fields: Readonly<Record<string, unknown>>

  constructor(definition: ErrorDefinition<never>, fields: object, options?: ErrorOptions) {
    const detail = definition.detail as ((fields: object) => string) | undefined
    super(detail ? detail(fields) : definition.title, options)
    this.name = definition.code
    this.code = definition.code
    this.status = definition.status
    this.title = definition.title
    this.retryable = definition.retryable ?? definition.status >= 500
    this.fields = Object.freeze({ ...fields })
  }
}

/** The class that `defineError` makes: constructed with the fields, readable as a definition. */
export interface ErrorClass<Fields extends object> {
  new (fields: Fields, options?: ErrorOptions): ShopkeeperError
  readonly definition: ErrorDefinition<Fields>
}

/**
 * Defines one error condition.
 *
 * ```ts
 * export const StockInsufficient = defineError({
 *   code: 'STOCK_INSUFFICIENT',
 *   status: 409,
 *   title: 'Not enough stock',
 *   detail: (f: { sku: string; requested: number; available: number }) =>
 *     `${f.sku}: ${f.requested} requested, ${f.available} available`
 * })
 * throw new StockInsufficient({ sku: 'MUG-01', requested: 12, available: 10 })
 * ```
 */
export function defineError<Fields extends object = Record<never, never>>(
  definition: ErrorDefinition<Fields>
): ErrorClass<Fields> {
  if (!/^[A-Z][A-Z0-9_]*$/.test(definition.code)) {
    throw new TypeError(`error code ${definition.code}: use UPPER_SNAKE_CASE`)
  }
  return class extends ShopkeeperError {
    static readonly definition = definition
    constructor(fields: Fields, options?: ErrorOptions) {
      super(definition, fields, options)
    }
  }
}
