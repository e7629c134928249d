import type { Engine } from 'shopkeeper'

/** A JSON schema as the document shows it, as far as these tests look. */
export interface Shape {
  type?: string | string[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  anyOf?: Shape[]
  allOf?: Shape[]
  enum?: unknown[]
  additionalProperties?: boolean | Shape
  patternProperties?: Record<string, Shape>
  $ref?: string
}

/** One route of an engine. */
export interface Operation {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With an id that nothing has in place of each parameter. */
  url: string
  plugin: string
  /** What its caller must be allowed; undefined: open to anybody. */
  permission: string | undefined
  /** Of a JSON body. */
  body: Shape | undefined
  /** Bytes that it takes instead. */
  consumes: string[]
  parameters: { name: string; in: string; schema: Shape }[]
  responses: Record<string, { content?: Content }>
  summary: string
  tags: string[]
}

type Content = Record<string, { schema: Shape }>

/** An operation as the document has it. */
interface Documented {
  operationId: string
  summary: string
  tags: string[]
  'x-permission'?: string
  parameters?: Operation['parameters']
  requestBody?: { content: Content }
  responses: Operation['responses']
}

/** Every route that an engine has registered, from its own document: a new one is among them by itself. */
export function operationsOf(engine: Engine): Operation[] {
  const { paths } = engine.app.swagger() as unknown as {
    paths: Record<string, Record<string, Documented>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const { 'application/json': json, ...streams } = operation.requestBody?.content ?? {}
      return {
        id: operation.operationId,
        method: method.toUpperCase() as Operation['method'],
        url: path.replaceAll(/\{\w+\}/g, 'x_none'),
        plugin: operation.tags[0] ?? '',
        permission: operation['x-permission'],
        body: json?.schema,
        consumes: Object.keys(streams),
        parameters: operation.parameters ?? [],
        responses: operation.responses,
        summary: operation.summary,
        tags: operation.tags
      }
    })
  )
}

/** Where a schema has an object with named fields, as the keys that lead there; 0 stands for a list's first entry. */
export function objectsOf(
  shape: Shape,
  at: (string | 0)[] = []
): { at: (string | 0)[]; shape: Shape }[] {
  const own = shape.properties ? [{ at, shape }] : []
  const inner = Object.entries(shape.properties ?? {}).flatMap(([name, field]) =>
    objectsOf(field, [...at, name])
  )
  const listed = shape.items ? objectsOf(shape.items, [...at, 0]) : []
  const choices = [...(shape.anyOf ?? []), ...(shape.allOf ?? [])].flatMap((one) =>
    objectsOf(one, at)
  )
  return [...own, ...inner, ...listed, ...choices]
}

/** A body that holds a value at a place, and nothing else. */
export function bodyWith(at: readonly (string | 0)[], value: unknown): unknown {
  return [...at]
    .reverse()
    .reduce<unknown>((inner, key) => (key === 0 ? [inner] : { [key]: inner }), value)
}
