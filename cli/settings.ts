import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type EngineConfig, loadConfig } from 'shopkeeper'
import { ConfigInvalid } from '#core/config/errors'
import { findConfig, overrideFromEnvironment } from '#core/config/load'
import { PathMissing } from './errors.ts'

/** Options that every command takes. */
export interface CommonOptions {
  config?: string
  debug?: boolean
  json?: boolean
}

export interface CommandSettings {
  /** File that is named in errors, and where relative module paths start. */
  file: string
  /** Whether there is such a file; otherwise everything has its default. */
  isFromFile: boolean
  config: EngineConfig
}

/**
 * Finds and reads the config: the file that was named, else the one in this folder, else the defaults; then what the
 * environment overrides.
 *
 * Errors: PATH_MISSING, and those of `loadConfig`.
 */
export async function readSettings({ config: named }: CommonOptions): Promise<CommandSettings> {
  const environment = process.env
  if (named !== undefined && !existsSync(named)) throw new PathMissing({ path: resolve(named) })
  const found = named ?? findConfig(process.cwd())
  checkEnvironment(environment)
  if (found === undefined) {
    const config = overrideFromEnvironment({}, environment)
    return { file: join(process.cwd(), '(defaults)'), isFromFile: false, config }
  }
  const { file, config } = await loadConfig(found, environment)
  const anchored = anchorDatabase(config, dirname(file))
  return { file, isFromFile: true, config: overrideFromEnvironment(anchored, environment) }
}

/** A relative SQLite path in a config file starts at that file, so that a command works from any folder. */
function anchorDatabase(config: Record<string, unknown>, folder: string): Record<string, unknown> {
  const { url = 'sqlite:shopkeeper.sqlite', ...database } = (config.database ?? {}) as {
    url?: unknown
  }
  const path = typeof url === 'string' && /^sqlite:(?!\/\/)(.+)$/.exec(url)?.[1]
  if (!path || path === ':memory:') return config
  return { ...config, database: { ...database, url: `sqlite:${resolve(folder, path)}` } }
}

const checks: Readonly<Record<string, { pattern: RegExp; expected: string }>> = {
  PORT: {
    pattern: /^(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    expected: 'must be a port number, 0 to 65535'
  },
  REDIS_URL: { pattern: /^rediss?:\/\//, expected: 'must be an address such as redis://host:6379' },
  DATABASE_URL: {
    pattern: /^(sqlite:.|postgres(ql)?:\/\/.)/,
    expected: 'must be sqlite:PATH or postgres://user@host/name'
  }
}

/** What comes from the environment is named as what it is, not as the key of a file it never stood in. */
function checkEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [key, { pattern, expected }] of Object.entries(checks)) {
    const value = environment[key]
    if (!value || pattern.test(value)) continue
    throw new ConfigInvalid({ file: 'environment', key, expected })
  }
}
