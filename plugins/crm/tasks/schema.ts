import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { taskPriorities, taskSources, taskStates } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

const title = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'What to do; shown to whoever sees tasks, so without personal data'
})
const note = Type.Optional(
  Nullable(
    Type.String({ maxLength: 5000, description: 'Sealed; shown with crm:personal, else null' })
  )
)
const assignee = Type.Optional(
  Nullable(
    Type.String({
      ...{ minLength: 1, maxLength: 128 },
      description: 'Who has to do it, as the shop writes names or posts; null: anybody'
    })
  )
)
const everyDays = Type.Optional(
  Nullable(
    Type.Integer({
      ...{ minimum: 1, maximum: 3650 },
      description: 'Done, it is to be done again so many days after that; null: once'
    })
  )
)

export const TaskInput = Type.Object(
  {
    customerId: Text(128),
    title,
    note,
    dueAt: InstantText,
    assignee,
    priority: OneOf(taskPriorities, { default: 'normal' }),
    everyDays,
    sourceId: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 200 },
        description: 'What asks for it: asked again by the same, the task that is there is answered'
      })
    )
  },
  closed
)
export type TaskInputShape = Static<typeof TaskInput>

export const TaskChange = Type.Object(
  {
    title: Type.Optional(title),
    note,
    dueAt: Type.Optional(InstantText),
    assignee,
    priority: Type.Optional(OneOf(taskPriorities)),
    everyDays
  },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)
export type TaskChangeShape = Static<typeof TaskChange>

export const CompleteBody = Type.Object(
  {
    outcome: Type.Optional(
      Type.String({ minLength: 1, maxLength: 5000, description: 'What came of it; sealed' })
    )
  },
  closed
)

export const TaskShape = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  title: Type.String(),
  note: Nullable(Type.String()),
  dueAt: InstantText,
  assignee: Nullable(Type.String()),
  priority: OneOf(taskPriorities),
  state: OneOf(taskStates),
  source: OneOf(taskSources),
  sourceId: Nullable(Type.String()),
  everyDays: Nullable(Type.Integer()),
  outcome: Nullable(Type.String()),
  closedAt: Nullable(InstantText),
  closedBy: Nullable(Type.String()),
  overdueAt: Nullable(InstantText),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const CompletedShape = Type.Object({
  ...TaskShape.properties,
  next: Nullable(
    Type.String({ description: 'The task that follows; null: it was to be done once' })
  )
})

export const TasksQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(taskStates)),
    assignee: Type.Optional(Text(128)),
    customerId: Type.Optional(Text(128)),
    dueFrom: Type.Optional(InstantText),
    dueBefore: Type.Optional(InstantText)
  },
  closed
)
export type TasksQueryShape = Static<typeof TasksQuery>
