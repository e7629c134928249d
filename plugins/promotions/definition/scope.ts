import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const Names = (maxItems: number) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems })

/**
 * Which lines of a cart something is about. All that is given has to hold; nothing given: every line. A category
 * holds for those below it. `except` takes lines out again.
 */
export const Scope = Type.Object(
  {
    skus: Type.Optional(Names(1000)),
    productIds: Type.Optional(Names(1000)),
    categoryIds: Type.Optional(Names(200)),
    attributes: Type.Optional(
      Type.Record(Type.String({ maxLength: 100 }), Names(100), {
        description: 'Attribute → values; one of them has to be there, as text'
      })
    ),
    unitPriceFromMinor: Type.Optional(Type.Integer({ minimum: 0 })),
    unitPriceToMinor: Type.Optional(Type.Integer({ minimum: 0 })),
    launchedWithinDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'New products: days since launch' })
    ),
    except: Type.Optional(
      Type.Object(
        {
          skus: Type.Optional(Names(1000)),
          productIds: Type.Optional(Names(1000)),
          categoryIds: Type.Optional(Names(200))
        },
        closed
      )
    )
  },
  closed
)
export type ScopeShape = Static<typeof Scope>
