import { type TObject, type TSchema, Type } from 'typebox'

/**
 * A setting that names a file or folder of the machine. Over HTTP only those below the folders that the config allows are
 * taken: whoever may add an account may not therefore read the machine's files.
 */
export function HostPath(options: { description?: string } = {}) {
  return Type.String({ minLength: 1, maxLength: 4096, ...options, hostPath: true })
}

/** The paths that settings name, with the setting that names each: `files/0`. */
export function hostPathsIn(
  shape: TObject,
  settings: Readonly<Record<string, unknown>>
): { key: string; path: string }[] {
  return Object.entries(shape.properties).flatMap(([name, schema]) => {
    const value = settings[name]
    if (isHostPath(schema)) return typeof value === 'string' ? [{ key: name, path: value }] : []
    const { items } = schema as { items?: TSchema }
    if (!items || !isHostPath(items) || !Array.isArray(value)) return []
    return value.map((path, at) => ({ key: `${name}/${at}`, path: String(path) }))
  })
}

function isHostPath(schema: TSchema): boolean {
  return (schema as { hostPath?: boolean }).hostPath === true
}
