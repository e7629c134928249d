import { type TObject, Type } from 'typebox'

/** A setting that is encrypted at rest, and neither logged nor returned. */
export function Secret(options: { description?: string; minLength?: number } = {}) {
  return Type.String({ maxLength: 10_000, ...options, secret: true, writeOnly: true })
}

/** Names of the settings that are secrets. */
export function secretKeys(shape: TObject): string[] {
  return Object.entries(shape.properties)
    .filter(([, schema]) => (schema as { secret?: boolean }).secret === true)
    .map(([key]) => key)
}
