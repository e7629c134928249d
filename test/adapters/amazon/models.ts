import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Exchange } from './recording-proxy.ts'

/*
 * Amazon's own models, read where they lie beside the checkout. They are no part of the project:
 * where they are absent, what stands on them is skipped by name, except in CI.
 */
const folder = new URL('../../../../shared/specs/amazon/', import.meta.url)
const isThere = existsSync(folder)
export const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/specs/amazon here'

const files = [
  'orders_2026-01-01',
  'ordersV0',
  'listingsItems_2021-08-01',
  'externalFulfillmentReturns_2024-09-11',
  'messaging'
]

type Schema = Record<string, unknown>

interface Parameter extends Schema {
  name: string
  in: 'path' | 'query' | 'body'
  required?: boolean
  schema?: Schema
}

/** A request with fixed values and what Amazon's sandbox answers to it. */
export interface Pair {
  model: string
  operation: string
  status: number
  request: { parameters: Record<string, { value?: unknown }> }
  response: unknown
}

interface Operation {
  operationId: string
  parameters: Parameter[]
  responses: Record<
    string,
    { schema?: Schema; 'x-amzn-api-sandbox'?: { static?: Pick<Pair, 'request' | 'response'>[] } }
  >
}

interface Model {
  name: string
  paths: Record<string, Record<string, Operation>>
}

/** What the models say of requests and answers. */
export class Models {
  readonly #ajv = addFormats.default(new Ajv({ strict: false, logger: false, allErrors: true }))
  readonly #models: Model[]
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor() {
    this.#models = files.map((name) => {
      const text = readFileSync(new URL(`${name}.json`, folder), 'utf8')
      const model = closed(JSON.parse(text)) as Model
      this.#ajv.addSchema(model, name)
      return { ...model, name }
    })
  }

  /**
   * Pairs of Amazon's static sandbox for the operations that are named. Of v0 only parcels are
   * ours.
   */
  pairs(operations: readonly string[]): Pair[] {
    return this.#operations()
      .filter(({ operation }) => operations.includes(operation.operationId))
      .filter(({ model, operation }) => model.name !== 'ordersV0' || isParcel(operation))
      .flatMap(({ model, operation: { operationId, responses } }) =>
        Object.entries(responses).flatMap(([status, answer]) =>
          (answer['x-amzn-api-sandbox']?.static ?? []).map((pair) => ({
            ...pair,
            model: model.name,
            operation: operationId,
            status: Number(status)
          }))
        )
      )
  }

  /** Name of the operation that an exchange belongs to, and all that it does against the models. */
  faultsOf(exchange: Exchange): { operation: string; faults: string[] } {
    const url = new URL(exchange.path, 'http://amazon.example')
    const found = this.#operations().find(
      ({ method, pattern }) => method === exchange.method && pattern.test(url.pathname)
    )
    if (!found) return { operation: exchange.path, faults: ['no such operation'] }
    const { model, operation } = found
    const faults = [
      ...this.#queryFaults(operation, url.searchParams),
      ...this.#bodyFaults(model, operation, exchange.body),
      ...this.#answerFaults(model, operation, exchange)
    ]
    return { operation: operation.operationId, faults }
  }

  #operations() {
    return this.#models.flatMap((model) =>
      Object.entries(model.paths).flatMap(([path, operations]) =>
        Object.entries(operations)
          .filter(([, operation]) => operation.operationId !== undefined)
          .map(([method, operation]) => ({
            model,
            operation,
            method: method.toUpperCase(),
            pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)
          }))
      )
    )
  }

  #queryFaults({ operationId, parameters }: Operation, query: URLSearchParams): string[] {
    const known = parameters.filter((parameter) => parameter.in === 'query')
    const faults = [...query.keys()]
      .filter((name) => known.every((parameter) => parameter.name !== name))
      .map((name) => `${name} is no parameter`)
    for (const { name, required, in: _, description: __, ...schema } of known) {
      const text = query.get(name)
      if (text === null) {
        if (required === true) faults.push(`${name} is missing`)
        continue
      }
      const value = schema.type === 'array' ? text.split(',') : numeric(schema, text)
      faults.push(...this.#check(`${operationId}.${name}`, schema, value))
    }
    return faults
  }

  #bodyFaults({ name }: Model, { operationId, parameters }: Operation, body: string): string[] {
    const parameter = parameters.find((one) => one.in === 'body')
    if (parameter === undefined) return body === '' ? [] : ['a body that nobody asked for']
    if (body === '') return ['the body is missing']
    return this.#check(`${operationId}.body`, at(name, parameter.schema!), JSON.parse(body))
  }

  #answerFaults({ name }: Model, operation: Operation, { status, answer }: Exchange): string[] {
    const declared = operation.responses[String(status)]
    if (!declared) return [`no answer of status ${status}`]
    if (declared.schema === undefined) return answer === '' ? [] : ['an answer with content']
    const schema = at(name, declared.schema)
    return this.#check(`${operation.operationId}.${status}`, schema, JSON.parse(answer))
  }

  #check(key: string, schema: Schema, value: unknown): string[] {
    let validate = this.#compiled.get(key)
    if (!validate) {
      validate = this.#ajv.compile(schema)
      this.#compiled.set(key, validate)
    }
    if (validate(value)) return []
    return validate.errors!.map(
      ({ instancePath, message, params }) =>
        `${key}${instancePath} ${message} ${JSON.stringify(params)}`
    )
  }
}

function isParcel({ operationId }: Operation): boolean {
  return operationId === 'confirmShipment'
}

/** References of a file's own lead to the file it was added as. */
function at(name: string, schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${name}#/definitions/`))
}

function numeric({ type }: Schema, text: string): unknown {
  return type === 'integer' || type === 'number' ? Number(text) : text
}

/**
 * The models allow any field beside their own; ours may have only those: a slip of the pen is a
 * failure.
 */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'example')
    .map(([key, child]) => [key, key === 'x-amzn-api-sandbox' ? child : closed(child)])
  const copy = Object.fromEntries(entries) as Schema
  const isShape = copy.type === 'object' && typeof copy.properties === 'object'
  return isShape && copy.additionalProperties === undefined
    ? { ...copy, additionalProperties: false }
    : copy
}
