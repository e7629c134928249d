import { type Static, Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { lineTypes } from '../tables.ts'

const closed = { additionalProperties: false }
const Column = Type.String({ minLength: 1, maxLength: 200, description: 'Name of a column' })

/** How the columns of a CSV statement are read. */
export const MappingShape = Type.Object(
  {
    delimiter: Type.String({ minLength: 1, maxLength: 1, default: ',' }),
    skipLines: Type.Integer({
      ...{ minimum: 0, maximum: 1000, default: 0 },
      description: 'Lines before the header that are no table'
    }),
    commentPrefix: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 10 },
        description: 'What lines begin with that are no rows, such as # in statements of Alipay'
      })
    ),
    columns: Type.Object(
      {
        postedAt: Column,
        amount: Type.Optional(Column),
        credit: Type.Optional(Column),
        debit: Type.Optional(Column),
        fee: Type.Optional(Column),
        type: Type.Optional(Column),
        txnId: Type.Optional(Column),
        reference: Type.Optional(Column),
        orderNo: Type.Optional(Column),
        currency: Type.Optional(Column),
        description: Type.Optional(Column),
        balance: Type.Optional(Column)
      },
      {
        ...closed,
        description:
          'Either `amount`, or `credit` and `debit`. `fee` becomes a line of its own. `balance`: after the row'
      }
    ),
    dateFormat: Type.String({
      ...{ minLength: 1, maxLength: 60, default: 'yyyy-MM-dd HH:mm:ss' },
      description: 'As Luxon writes it; ISO for ISO 8601 with an offset'
    }),
    zone: Type.String({ minLength: 1, maxLength: 60, default: 'Asia/Shanghai' }),
    decimal: OneOf(['.', ','], { default: '.' }),
    group: OneOf(['', '.', ',', ' ', "'"], {
      default: '',
      description: 'What parts thousands'
    }),
    sign: OneOf(['asWritten', 'inverted', 'byType'], {
      default: 'asWritten',
      description: 'byType: amounts are without sign; all but sales and subsidies are taken off'
    }),
    feeSign: OneOf(['asWritten', 'inverted'], {
      default: 'inverted',
      description: 'inverted: a fee is written as a positive amount'
    }),
    rowOrder: OneOf(['oldestFirst', 'newestFirst'], {
      default: 'oldestFirst',
      description: 'Of rows with a balance'
    }),
    types: Type.Record(Type.String({ maxLength: 100 }), OneOf(lineTypes), {
      default: {},
      maxProperties: 200,
      description: "The statement's words for types; one that is missing is of type unknown"
    }),
    defaultType: Type.Optional(
      OneOf(lineTypes, { description: 'Of rows of a file without a column for types' })
    )
  },
  closed
)
export type Mapping = Static<typeof MappingShape>
