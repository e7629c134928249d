import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { Purpose } from '../../customers/schema.ts'
import { media } from '../tables.ts'

const closed = { additionalProperties: false }

export const Handle = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  description: 'What automations and senders call it; never changes'
})
const Language = Type.String({ minLength: 2, maxLength: 35, description: 'BCP 47, such as zh-CN' })
const VariableName = Type.String({
  pattern: '^[a-z][a-zA-Z0-9_]{0,39}(\\.[a-z][a-zA-Z0-9_]{0,39})?$',
  description: 'Of your own without a dot'
})
const Value = Type.String({ maxLength: 2000 })

const texts = {
  language: Language,
  subject: Type.Optional(
    Nullable(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f\\u007f]*$',
        description: 'E-mail only; one line, with {{variables}}'
      })
    )
  ),
  text: Type.String({ minLength: 1, maxLength: 50_000, description: 'With {{variables}}' }),
  html: Type.Optional(
    Nullable(
      Type.String({
        minLength: 1,
        maxLength: 200_000,
        description: 'E-mail only; values are escaped in it'
      })
    )
  )
}

const variables = Type.Array(
  Type.Object(
    {
      name: VariableName,
      sample: Type.Optional(Value),
      default: Type.Optional(
        Type.String({ maxLength: 2000, description: 'Where nothing is given, or there is none' })
      )
    },
    closed
  ),
  { maxItems: 50, description: 'Variables of its own, and defaults of ours' }
)

export const TemplateBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    purpose: Type.Unsafe<string>({
      ...Purpose,
      description: 'Of the consent it needs, such as marketing.email; service needs none'
    }),
    ...texts,
    variables: Type.Optional(variables),
    translations: Type.Optional(
      Type.Array(Type.Object(texts, closed), {
        maxItems: 50,
        description: 'For customers with another language'
      })
    )
  },
  closed
)
export type TemplateBodyShape = Static<typeof TemplateBody>

export const TemplateInput = Type.Object(
  { handle: Handle, medium: OneOf(media), ...TemplateBody.properties },
  closed
)
export type TemplateInputShape = Static<typeof TemplateInput>

export const TemplateShape = Type.Object({
  id: Type.String(),
  handle: Type.String(),
  medium: OneOf(media),
  title: Type.String(),
  purpose: Type.String(),
  language: Type.String(),
  subject: Nullable(Type.String()),
  text: Type.String(),
  html: Nullable(Type.String()),
  variables: Type.Array(
    Type.Object({
      name: Type.String(),
      sample: Type.Optional(Type.String()),
      default: Type.Optional(Type.String())
    })
  ),
  translations: Type.Array(
    Type.Object({
      language: Type.String(),
      subject: Nullable(Type.String()),
      text: Type.String(),
      html: Nullable(Type.String())
    })
  ),
  requires: Type.Array(Type.String(), { description: 'Values that whoever sends it has to give' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const TemplatesQuery = Type.Object(
  { ...PageQuery.properties, medium: Type.Optional(OneOf(media)) },
  closed
)

/** Values of variables, by name. */
export const Variables = Type.Record(VariableName, Value, { maxProperties: 50 })

export const PreviewBody = Type.Object(
  {
    customerId: Type.Optional(
      Type.String({
        maxLength: 128,
        description:
          'Left out: a customer that there is not. Its name is masked without crm:personal'
      })
    ),
    language: Type.Optional(Language),
    variables: Type.Optional(Variables)
  },
  closed
)
export type PreviewBodyShape = Static<typeof PreviewBody>

export const PreviewShape = Type.Object({
  language: Type.String(),
  subject: Nullable(Type.String()),
  text: Type.String(),
  html: Nullable(Type.String())
})
