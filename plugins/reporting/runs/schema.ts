import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { DayText, PeriodShape, ReportQueryShape } from '../query/schema.ts'
import { formats } from '../rendering/files/files.ts'
import { DocumentShape, LanguageInput, LanguageName } from '../rendering/schema.ts'
import type { Subject } from './subject.ts'
import { runCauses } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

const { period: _, ...asked } = ReportQueryShape.properties
const Parameter = Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'] })

/** What a report is about, apart from when. */
export const SubjectShape = Type.Unsafe<Subject>(
  Type.Object(
    {
      query: Type.Optional(
        Type.Object(asked, {
          ...closed,
          description: 'As of POST /v1/reports/query, without period'
        })
      ),
      builtIn: Type.Optional(
        Type.Object(
          {
            name: Text(100),
            parameters: Type.Optional(
              Type.Record(Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' }), Parameter, {
                ...closed,
                maxProperties: 20
              })
            )
          },
          { ...closed, description: 'One of GET /v1/reports/built-in' }
        )
      )
    },
    { ...closed, description: 'Either query or builtIn' }
  )
)

/** Days of a report that somebody asks for. */
export const PeriodInput = Type.Optional(
  Type.Unsafe<Static<typeof PeriodShape>>({
    ...PeriodShape,
    description: 'Days, or a name. Default: that of the built-in report; a query needs one'
  })
)

export const RunInput = Type.Object(
  {
    name: Type.Optional(Text(200)),
    subject: SubjectShape,
    period: PeriodInput,
    language: LanguageInput
  },
  closed
)

const summary = {
  id: Type.String(),
  seriesId: Type.String({ description: 'The first run of which it is a revision' }),
  revision: Type.Integer(),
  definitionId: Nullable(Type.String()),
  name: Type.String(),
  language: LanguageName,
  period: Type.Object({ from: DayText, to: DayText }, closed),
  cause: OneOf(runCauses),
  dueAt: Nullable(InstantText),
  madeBy: Type.String({ description: 'The key, or system if it was due' }),
  madeAt: InstantText
}

export const RunSummary = Type.Object(summary, closed)

export const RunShape = Type.Object(
  {
    ...summary,
    subject: SubjectShape,
    isOutdated: Type.Boolean({
      description: 'Whether a day that it read has other figures by now; refresh makes a revision'
    }),
    changedDays: Type.Array(DayText, { description: 'Those days' }),
    newestRevision: Type.Integer({ description: 'Of its series' }),
    metricVersions: Type.Record(Type.String(), Type.Integer(), {
      description: 'Metric → version of its formula'
    }),
    dayRevisions: Type.Record(Type.String(), Type.Integer(), {
      description: 'Day that it read → revision of its figures then; days without any are left out'
    }),
    document: DocumentShape
  },
  closed
)

export const RunsQuery = Type.Object(
  {
    ...PageQuery.properties,
    definitionId: Type.Optional(Text(128)),
    seriesId: Type.Optional(Text(128))
  },
  closed
)
export type RunsQueryShape = Static<typeof RunsQuery>

export const FileParams = Type.Object({ id: Text(128), format: OneOf(formats) })
export const FileQuery = Type.Object(
  {
    language: Type.Optional(LanguageName),
    section: Type.Optional(
      Type.String({
        maxLength: 60,
        description: 'Of CSV: one section of the report alone, by its id'
      })
    )
  },
  closed
)
