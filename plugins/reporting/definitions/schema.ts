import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { PeriodShape } from '../query/schema.ts'
import { formats } from '../rendering/files/files.ts'
import { LanguageInput } from '../rendering/schema.ts'
import { PeriodInput, SubjectShape } from '../runs/schema.ts'
import { rhythms } from './schedule.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

export const ScheduleShape = Type.Object(
  {
    every: OneOf(rhythms),
    hour: Type.Integer({ minimum: 0, maximum: 23, description: "On the shop's wall clock" }),
    weekday: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 7, description: 'Of a week; 1 is Monday. Default 1' })
    ),
    monthDay: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 28, description: 'Of a month. Default 1' })
    )
  },
  closed
)

export const DefinitionInput = Type.Object(
  {
    name: Text(200),
    subject: SubjectShape,
    period: PeriodInput,
    language: LanguageInput,
    formats: Type.Array(OneOf(formats), {
      ...{ minItems: 1, maxItems: formats.length, uniqueItems: true, default: ['html'] },
      description: 'Files that go with its mails'
    }),
    recipients: Type.Array(Type.String({ format: 'email', maxLength: 320 }), {
      ...{ maxItems: 50, uniqueItems: true, default: [] },
      description: 'Addresses that each run is mailed to'
    }),
    schedule: Type.Optional(
      Nullable(
        Type.Object(ScheduleShape.properties, {
          ...closed,
          description: 'When it is made by itself; null: when somebody asks'
        })
      )
    ),
    isEnabled: Type.Boolean({ default: true, description: 'false: not made by itself' })
  },
  closed
)
/** As it is kept: with its days. */
export type DefinitionInputShape = Static<typeof DefinitionInput> & {
  period: Static<typeof PeriodShape>
}

export const DefinitionShape = Type.Object(
  {
    id: Type.String(),
    ...DefinitionInput.properties,
    period: PeriodShape,
    schedule: Nullable(Type.Object(ScheduleShape.properties, closed)),
    canSeeCost: Type.Boolean({
      description:
        'Whether whoever saved it sees what goods cost: its runs are made with those eyes'
    }),
    nextRunAt: Nullable(InstantText),
    savedBy: Type.String(),
    version: Type.Integer(),
    createdAt: InstantText,
    updatedAt: InstantText
  },
  closed
)

export const DefinitionsQuery = Type.Object(
  { ...PageQuery.properties, isEnabled: Type.Optional(Type.Boolean()) },
  closed
)
export type DefinitionsQueryShape = Static<typeof DefinitionsQuery>
