import { type Static, Type } from 'typebox'
import { OneOf } from '../http/schemas.ts'

const closed = { additionalProperties: false, default: {} }

const ShopConfig = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, default: 'My shop' }),
    zone: Type.String({
      format: 'time-zone',
      default: 'Asia/Shanghai',
      description: 'IANA time zone of business days'
    }),
    currency: Type.String({ format: 'currency', default: 'CNY', description: 'ISO 4217' }),
    dayStartsAtHour: Type.Integer({ minimum: 0, maximum: 23, default: 0 })
  },
  closed
)

const DatabaseConfig = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      default: 'sqlite:shopkeeper.sqlite',
      description: 'sqlite:PATH or postgres://user@host/name'
    }),
    replicaUrl: Type.Optional(
      Type.String({ description: 'Postgres that reads may go to; may lag' })
    ),
    durability: OneOf(['full', 'process'], {
      default: 'full',
      description:
        'What a commit survives: full, a power cut; process, a crash of the process (the last moments may be lost in a power cut)'
    }),
    poolMax: Type.Integer({
      minimum: 2,
      maximum: 500,
      default: 10,
      description: 'Postgres connections to write with, and as many to read'
    }),
    waitMs: Type.Integer({
      minimum: 10,
      maximum: 60_000,
      default: 5000,
      description: 'How long a write waits for its turn'
    })
  },
  closed
)

const RedisConfig = Type.Object(
  {
    url: Type.String({ pattern: '^rediss?://', description: 'redis://host:port/db' }),
    prefix: Type.String({ pattern: '^[a-z0-9-]{1,40}$', default: 'shopkeeper' })
  },
  { additionalProperties: false }
)

const JobsConfig = Type.Object(
  {
    concurrency: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 8,
      description: 'Jobs of a queue that run at once, unless the job says otherwise'
    }),
    leaseMs: Type.Integer({
      minimum: 200,
      maximum: 600_000,
      default: 30_000,
      description: 'How long a silent worker keeps its jobs'
    }),
    pollMs: Type.Integer({
      minimum: 10,
      maximum: 60_000,
      default: 500,
      description: 'How often due jobs are looked for beside wake-ups'
    }),
    drainMs: Type.Integer({
      minimum: 0,
      maximum: 600_000,
      default: 15_000,
      description: 'How long a stop waits for jobs and requests that run'
    })
  },
  closed
)

const HttpConfig = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1' }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 3400 }),
    bodyMaxBytes: Type.Integer({ minimum: 1024, maximum: 104_857_600, default: 1_048_576 }),
    rateLimitPerMinute: Type.Integer({
      minimum: 1,
      maximum: 100_000_000,
      default: 60_000,
      description: 'Requests of one address'
    }),
    shedAfterMs: Type.Integer({
      minimum: 20,
      maximum: 60_000,
      default: 500,
      description: 'Requests that have waited longer for the process are refused with 503'
    }),
    requestTimeoutMs: Type.Integer({ minimum: 1000, maximum: 600_000, default: 60_000 }),
    trustProxy: Type.Boolean({ default: false, description: 'Believe X-Forwarded-For' })
  },
  closed
)

const LogConfig = Type.Object(
  { level: OneOf(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { default: 'info' }) },
  closed
)

/** The engine's own settings. Plugins, adapters and overrides stand beside them and are checked by their own rules. */
export const SettingsShape = Type.Object(
  {
    shop: ShopConfig,
    database: DatabaseConfig,
    redis: Type.Optional(RedisConfig),
    jobs: JobsConfig,
    http: HttpConfig,
    log: LogConfig,
    encryptionKey: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9+/]{43}=$',
        description: '32 random bytes in base64; encrypts channel credentials'
      })
    )
  },
  { additionalProperties: false }
)

export type Settings = Static<typeof SettingsShape>
export type HttpConfig = Settings['http']
export type JobsConfig = Settings['jobs']

type Partly<T> = { [Key in keyof T]?: T[Key] extends object | undefined ? Partial<T[Key]> : T[Key] }

/** A plugin or adapter in a config: its name, its object, a path to a module that exports it, or one of these with options. */
export type Entry<Part> = string | Part | { use: string | Part; options?: Record<string, unknown> }

/** What a config file exports. Everything has a default; without `plugins` all first-party plugins are on. */
export interface ConfigOf<Plugin, Adapter> extends Partly<Settings> {
  plugins?: readonly Entry<Plugin>[]
  adapters?: readonly Entry<Adapter>[]
  /**
   * What is registered, by id, switched off or replaced: `'route:createProduct': false`,
   * `'schedule:catalog.rescore': { cron: '0 4 * * *' }`, `'job:catalog.rescore': async (job) => …`.
   */
  overrides?: Readonly<Record<string, unknown>>
}
