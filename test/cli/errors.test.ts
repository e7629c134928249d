import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../processes.ts'
import { openShell } from './command.ts'

interface Case {
  name: string
  args: string[]
  env?: Record<string, string>
  /** Text of shopkeeper.config.yaml. */
  config?: string
  code: number
  says: RegExp
}

const cases: Case[] = [
  {
    name: 'an unknown command',
    args: ['strat'],
    code: 2,
    says: /^USAGE_INVALID: .*Did you mean start/
  },
  {
    name: 'an unknown option',
    args: ['verify', '--fast'],
    code: 2,
    says: /^USAGE_INVALID: .*--fast/
  },
  {
    name: 'a role that is none',
    args: ['key', 'create', '--role', 'boss', '--name', 'x'],
    code: 2,
    says: /^USAGE_INVALID: .*owner, manager/
  },
  {
    name: 'a config file that is not there',
    args: ['migrate', '-c', 'nope.ts'],
    code: 2,
    says: /^PATH_MISSING: .*nope\.ts/
  },
  {
    name: 'a setting that is none',
    args: ['migrate'],
    config: 'http: { prot: 1 }',
    code: 2,
    says: /^CONFIG_INVALID: .*shopkeeper\.config\.yaml: http\.prot: .*known: host, port/
  },
  {
    name: 'a secret that is not set',
    args: ['migrate'],
    config: `encryptionKey: $\{SHOP_KEY}`,
    code: 2,
    says: /^SECRET_MISSING: .*encryptionKey: .*SHOP_KEY/
  },
  {
    name: 'a plugin that is none',
    args: ['migrate'],
    config: 'plugins: [catalogue]',
    code: 2,
    says: /^PLUGIN_UNKNOWN: .*"catalogue".*catalog, inventory/
  },
  {
    name: 'a PORT that is none',
    args: ['migrate'],
    env: { PORT: 'abc' },
    code: 2,
    says: /^CONFIG_INVALID: environment: PORT/
  },
  {
    name: 'a database nobody knows',
    args: ['migrate'],
    env: { DATABASE_URL: 'mysql://x' },
    code: 2,
    says: /^CONFIG_INVALID: environment: DATABASE_URL/
  },
  {
    name: 'a Postgres that is not there',
    args: ['migrate'],
    env: { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
    code: 3,
    says: /^DATABASE_UNAVAILABLE: /
  },
  {
    name: 'a database that its Postgres does not have',
    args: ['migrate'],
    env: { DATABASE_URL: 'postgres://postgres@127.0.0.1/nosuchdatabase' },
    code: 3,
    says: /^DATABASE_UNAVAILABLE: /
  },
  {
    name: 'a Postgres whose address is none',
    args: ['migrate'],
    env: { DATABASE_URL: 'postgres://x@127.0.0.1:99999999/x' },
    code: 2,
    says: /^DATABASE_URL_INVALID: /
  },
  {
    name: 'a PORT beyond the last',
    args: ['migrate'],
    env: { PORT: '70000' },
    code: 2,
    says: /^CONFIG_INVALID: environment: PORT/
  },
  {
    name: 'an address that is not of this machine',
    args: ['start'],
    config: 'http: { host: 203.0.113.1 }',
    env: { DATABASE_URL: 'sqlite:shop.sqlite' },
    code: 3,
    says: /^ADDRESS_UNUSABLE: 203\.0\.113\.1:\d+: EADDRNOTAVAIL/
  },
  {
    name: 'a folder to export to that is not there',
    args: ['export', 'products', '--out', 'nowhere/products.csv'],
    code: 2,
    says: /^PATH_MISSING: .*nowhere/
  },
  {
    name: 'a folder for the API that is not there',
    args: ['openapi', '--out', 'nowhere/openapi.json'],
    code: 2,
    says: /^PATH_MISSING: .*nowhere/
  },
  {
    name: 'a file that is no database',
    args: ['migrate'],
    env: { DATABASE_URL: 'sqlite:shopkeeper.config.yaml' },
    config: `shop: { name: ${'x'.repeat(90)} }`,
    code: 3,
    says: /^DATABASE_UNAVAILABLE: .*not a database/
  },
  {
    name: 'a split role without Redis',
    args: ['start', '--role', 'worker'],
    code: 2,
    says: /^ROLE_NEEDS_REDIS: /
  },
  {
    name: 'a database that is older than the program',
    args: ['key', 'list'],
    code: 2,
    says: /^MIGRATIONS_PENDING: \d+ migrations/
  },
  {
    name: 'a folder of orders that is not there',
    args: ['import', 'orders', '--mapping', 'generic', 'nowhere'],
    code: 2,
    says: /^PATH_MISSING: /
  },
  {
    name: 'a folder to begin in that is a file',
    args: ['init', 'shopkeeper.config.yaml'],
    config: 'shop: { name: Mine }',
    code: 2,
    says: /^FILE_EXISTS: .*shopkeeper\.config\.yaml/
  },
  {
    name: 'a log in a folder that is not there',
    args: ['start', '--log', 'nowhere/shop.log'],
    code: 2,
    says: /^PATH_MISSING: .*nowhere/
  },
  {
    name: 'a way with unknown SKUs that is none',
    args: ['channel', 'add', '--platform', 'sandbox', '--name', 'x', '--unknown-skus', 'Hold'],
    code: 2,
    says: /^USAGE_INVALID: .*hold, createUntracked/
  },
  {
    name: 'an id of a channel that is none',
    args: ['channel', 'add', '--platform', 'sandbox', '--name', 'x', '--id', 'a b/../c'],
    code: 2,
    says: /^USAGE_INVALID: .*--id.*letters, digits/
  },
  {
    name: 'a channel without a name',
    args: ['channel', 'add', '--platform', 'sandbox', '--name', ''],
    code: 2,
    says: /^USAGE_INVALID: .*--name/
  },
  {
    name: 'an errand in JSON',
    args: ['migrate', '--json', '-c', 'nope.ts'],
    code: 2,
    says: /^\{"code":"PATH_MISSING","detail":".*nope\.ts"/
  }
]

for (const { name, args, env, config, code, says } of cases) {
  t.test(`command: ${name} is named in one line and exits with ${code}`, async (t) => {
    const { folder, run } = openShell(t)
    if (config !== undefined) writeFileSync(join(folder, 'shopkeeper.config.yaml'), config)
    const ran = await run(args, env)
    t.equal(ran.code, code, ran.err)
    t.match(ran.err, says)
    t.equal(ran.err.trim().split('\n').length, 1, 'one line, and no stack')
    t.equal(ran.out, '', 'nothing on standard output')
  })
}

t.test('start: a port that is taken is named, and exits with 3', async (t) => {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  t.teardown(() => server.close())
  const { run } = openShell(t)
  const ran = await run(['start', '--log', 'log'], { PORT: String(port) })
  t.equal(ran.code, 3)
  t.match(ran.err, new RegExp(`^PORT_IN_USE: 127\\.0\\.0\\.1:${port}`))
})
