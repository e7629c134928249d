import { existsSync, readFileSync } from 'node:fs'

/*
 * The platform's own lists of fields, read where they lie beside the checkout. They are no part of
 * the project: where they are absent, what stands on them is skipped by name, except in CI.
 */
const folder = new URL('../../../../shared/specs/taobao/', import.meta.url)
const isThere = existsSync(folder)
export const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/specs/taobao here'

interface Field {
  name: string
  type: string
  required?: boolean
  subParams?: Field[]
}

interface FieldFile {
  requestParams: Field[]
  responseParams: Field[]
}

/** What every call has, whatever its operation. */
const common = new Set(['method', 'app_key', 'session', 'timestamp', 'format', 'v', 'sign_method'])

const forms: Readonly<Record<string, RegExp>> = {
  String: /./s,
  Number: /^-?\d+$/,
  Boolean: /^(true|false)$/,
  Date: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  Price: /^\d+\.\d\d$/,
  'String[]': /^[^,]+(,[^,]+)*$/,
  'Number[]': /^\d+(,\d+)*$/
}

/** The fields of an operation; null: there is no file of it. */
export function fieldFileOf(method: string): FieldFile | null {
  const file = new URL(`${method.replaceAll('.', '_')}.json`, folder)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FieldFile) : null
}

/** All that a request does against the fields of its operation. */
export function requestFaults(
  { requestParams, responseParams }: FieldFile,
  form: URLSearchParams | FormData
): string[] {
  const faults = requestParams
    .filter(({ name, required }) => required === true && !form.get(name))
    .map(({ name }) => `${name} is missing`)
  for (const [name, value] of form) {
    if (common.has(name) || name === 'sign') continue
    const field = requestParams.find((one) => one.name === name)
    if (!field) faults.push(`${name} is no parameter`)
    else if (field.type === 'byte[]' ? typeof value === 'string' : !fits(field, value)) {
      faults.push(`${name} is no ${field.type}: ${value}`)
    }
  }
  const wanted = String(form.get('fields') ?? '').split(',')
  const known = fieldsIn(responseParams)
  return [
    ...faults,
    ...wanted.filter((name) => name !== '' && !known.has(name)).map((name) => `${name} is no field`)
  ]
}

/** All that an answer has beside the fields of its operation. */
export function answerFaults(fields: readonly Field[], answer: object, path = ''): string[] {
  return Object.entries(answer).flatMap(([name, value]) => {
    if (path === '' && name === 'request_id') return []
    const field = fields.find((one) => one.name === name)
    if (!field) return [`${path}${name} is no field`]
    if (!field.subParams) return []
    const rows = field.type.includes('[]') ? Object.values(value as object)[0] : [value]
    return (rows as object[]).flatMap((row) =>
      answerFaults(field.subParams!, row, `${path}${name}.`)
    )
  })
}

function fits({ type }: Field, value: unknown): boolean {
  const form = forms[type]
  return form !== undefined && typeof value === 'string' && form.test(value)
}

/** What can be asked for: fields of the answer's rows, and of lists in them as `orders.oid`. */
function fieldsIn(fields: readonly Field[]): Set<string> {
  const rows = fields.flatMap(({ subParams = [] }) => subParams)
  const inner = rows.flatMap(({ name, subParams = [] }) =>
    subParams.map((field) => `${name}.${field.name}`)
  )
  return new Set([...rows.map(({ name }) => name), ...inner])
}
