import { Type } from 'typebox'
import * as configErrors from '../config/errors.ts'
import { CurrencyUnknown } from '../currency.ts'
import * as databaseErrors from '../database/errors.ts'
import { CursorInvalid } from '../database/keyset.ts'
import { type ErrorClass, type ErrorDefinition, ShopkeeperError } from '../errors.ts'
import * as fileErrors from '../files/errors.ts'
import { JobPostponed } from '../jobs.ts'
import { AmountInvalid } from '../money.ts'
import * as netErrors from '../net/errors.ts'
import * as httpErrors from './errors.ts'
import { OneOf } from './schemas.ts'
import type { App } from './server.ts'

/** Every error the engine itself defines; plugins declare theirs. */
export const engineErrors: readonly ErrorClass<never>[] = [
  ...Object.values(httpErrors),
  ...Object.values(databaseErrors),
  ...Object.values(configErrors),
  ...Object.values(fileErrors),
  ...Object.values(netErrors),
  CursorInvalid,
  JobPostponed,
  CurrencyUnknown,
  AmountInvalid
]

/** An entry of the catalog; its codes are enumerated, so that the OpenAPI document names every one. */
const entryShapeOf = (codes: readonly string[]) =>
  Type.Object({
    code: OneOf(codes),
    status: Type.Integer(),
    title: Type.String(),
    retryable: Type.Boolean(),
    plugin: Type.String()
  })

/** Adds `/errors`: what a problem's `type` points to. */
export function addCatalogOfErrors(
  app: App,
  declared: ReadonlyMap<string, ErrorDefinition<never> & { plugin: string }>
): void {
  const entries = [
    ...engineErrors.map(({ definition }) => ({ ...definition, plugin: 'engine' })),
    ...declared.values()
  ].map((definition) => {
    const { code, status, title, retryable } = new ShopkeeperError(
      { ...definition, detail: undefined } as never,
      {}
    )
    return { code, status, title, retryable, plugin: definition.plugin }
  })
  entries.sort((a, b) => (a.code < b.code ? -1 : 1))
  const EntryShape = entryShapeOf(entries.map(({ code }) => code))
  app.get(
    '/errors',
    {
      config: { public: true },
      schema: {
        operationId: 'listErrors',
        summary: 'Every error code and what it means',
        response: { 200: Type.Object({ data: Type.Array(EntryShape) }) }
      }
    },
    async () => ({ data: entries })
  )
}
