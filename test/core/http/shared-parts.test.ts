import { test } from 'tap'
import { Type } from 'typebox'
import { shareParts } from '#core/http/shared-parts'
import { validatorCompiler } from '#core/http/validation'

const Names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })
const Scope = Type.Object(
  { skus: Type.Optional(Names), brands: Type.Optional(Names), most: Type.Integer({ default: 3 }) },
  { additionalProperties: false }
)
const Body = Type.Object({ buy: Scope, get: Type.Array(Scope), note: Type.String() })

test('what a schema says more than once is said once', (t) => {
  const { $defs, ...rest } = shareParts({ ...Body })
  t.equal(Object.keys($defs as object).length, 2, 'the list and the scope')
  const text = JSON.stringify(rest)
  t.notMatch(text, /skus/)
  t.match(text, /"buy":\{"\$ref"/)
  t.end()
})

test('a schema that says nothing twice, or has references of its own, is left as it is', (t) => {
  const plain = { type: 'object', properties: { names: { ...Names } } }
  t.equal(shareParts(plain), plain)
  const own = { type: 'object', properties: { a: { $ref: 'Problem#' }, b: Scope, c: Scope } }
  t.equal(shareParts(own), own)
  t.end()
})

test('shared parts judge, point and fill in defaults where they stand', (t) => {
  const validate = validatorCompiler({
    schema: Body,
    method: 'POST',
    url: '/',
    httpPart: 'body'
  }) as unknown as ((value: unknown) => boolean) & { errors: { instancePath: string }[] }
  const body = { buy: { skus: ['A'] }, get: [{ brands: ['B'] }, {}], note: '' }
  t.equal(validate(body), true)
  t.strictSame(body.get, [{ brands: ['B'], most: 3 }, { most: 3 }])
  t.equal(validate({ buy: { skus: [] }, get: [{}, { brands: [''], x: 1 }], note: '' }), false)
  const paths = validate.errors.map(({ instancePath }) => instancePath).sort()
  t.strictSame(paths, ['/buy/skus', '/get/1', '/get/1/brands/0'])
  t.end()
})
