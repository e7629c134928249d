import { existsSync, readFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { ConfigInvalid, ConfigUnreadable, SecretMissing } from './errors.ts'

/** Names a config file has by default, in the order they are looked for. */
export const configNames = [
  'shopkeeper.config.ts',
  'shopkeeper.config.js',
  'shopkeeper.config.json',
  'shopkeeper.config.yaml',
  'shopkeeper.config.yml'
]

export interface LoadedConfig {
  /** Absolute path; paths inside the config are relative to its folder. */
  file: string
  config: Record<string, unknown>
}

type Environment = Readonly<Record<string, string | undefined>>

/** Modules that a config or plugin file gets by name instead of finding them itself. */
export type GivenModules = Readonly<Record<string, object>>

/** The config file of a folder, or undefined when it has none. */
export function findConfig(folder: string): string | undefined {
  return configNames.map((name) => join(folder, name)).find((path) => existsSync(path))
}

/**
 * Reads a config file: TypeScript, JavaScript, JSON or YAML. Texts of the form `${NAME}` or `${NAME:-default}` are
 * taken from the environment.
 *
 * Errors: CONFIG_UNREADABLE, CONFIG_INVALID when it exports no object, SECRET_MISSING with the key and the variable.
 */
export async function readConfig(
  path: string,
  environment: Environment,
  modules: GivenModules
): Promise<LoadedConfig> {
  const file = resolve(path)
  const config = await read(file, modules)
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    const expected = 'must be an object, the default export of a TypeScript or JavaScript file'
    throw new ConfigInvalid({ file, key: '(whole file)', expected })
  }
  return { file, config: interpolate(config, '', { file, environment }) as Record<string, unknown> }
}

/** Stands for a variable of the environment in a TypeScript config: `encryptionKey: env('SHOPKEEPER_KEY')`. */
export function env(name: string, otherwise?: string): string {
  return otherwise === undefined ? `\${${name}}` : `\${${name}:-${otherwise}}`
}

async function read(file: string, modules: GivenModules): Promise<unknown> {
  try {
    switch (extname(file)) {
      case '.json':
        return JSON.parse(readFileSync(file, 'utf8'))
      case '.yaml':
      case '.yml':
        return (await import('yaml')).default.parse(readFileSync(file, 'utf8'))
      default:
        return await importModule(file, file, modules)
    }
  } catch (error) {
    throw new ConfigUnreadable({ file, reason: (error as Error).message }, { cause: error })
  }
}

/**
 * The default export of a TypeScript or JavaScript module; `from` is the file that a relative path starts at.
 */
export async function importModule(
  specifier: string,
  from: string,
  modules: GivenModules
): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(from, {
    interopDefault: true,
    moduleCache: true,
    virtualModules: { ...modules }
  })
  return jiti.import(specifier, { default: true })
}

const placeholder = /^\$\{([A-Z][A-Z0-9_]*)(?::-(.*))?\}$/s

function interpolate(
  value: unknown,
  key: string,
  context: { file: string; environment: Environment }
): unknown {
  if (typeof value === 'string') {
    const match = placeholder.exec(value)
    if (!match) return value
    const variable = match[1] as string
    const found = context.environment[variable] ?? match[2]
    if (found === undefined) throw new SecretMissing({ file: context.file, key, variable })
    return found
  }
  if (Array.isArray(value)) {
    return value.map((inner, index) => interpolate(inner, `${key}.${index}`, context))
  }
  // Only plain objects are walked: plugin and adapter objects are taken as they are.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      interpolate(inner, key === '' ? name : `${key}.${name}`, context)
    ])
  )
}

/** Settings that the environment overrides wherever the config comes from: DATABASE_URL, REDIS_URL, PORT. */
export function overrideFromEnvironment(
  config: Record<string, unknown>,
  environment: Environment
): Record<string, unknown> {
  const { DATABASE_URL, REDIS_URL, PORT } = environment
  const under = (name: string, values: object) => ({
    [name]: { ...(config[name] as object | undefined), ...values }
  })
  return {
    ...config,
    ...(DATABASE_URL && under('database', { url: DATABASE_URL })),
    ...(REDIS_URL && under('redis', { url: REDIS_URL })),
    ...(PORT && under('http', { port: Number(PORT) }))
  }
}
