import { Type } from 'typebox'

/** How the cases of platforms are read. */
export const PlatformOptions = Type.Object(
  {
    reasons: Type.Array(
      Type.Object(
        {
          words: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
            minItems: 1,
            maxItems: 50,
            description:
              'Any of these in the words of the platform; upper and lower case are the same'
          }),
          reason: Type.String({ maxLength: 60, description: 'Code of GET /v1/case-reasons' })
        },
        { additionalProperties: false }
      ),
      {
        maxItems: 200,
        default: [],
        description: "Before the plugin's own rules; the first that fits"
      }
    ),
    creditNotes: Type.Boolean({
      default: true,
      description:
        'Whether credit notes that channels send for returns become cases that are closed'
    })
  },
  { additionalProperties: false, default: {} }
)
