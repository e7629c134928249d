import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { FileExists } from '../errors.ts'
import { note, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
Writes shopkeeper.config.ts and .env.example. Nothing is overwritten: if one of them is there already, neither is
written.

Examples:
  shopkeeper init                       into this folder
  shopkeeper init my-shop               into a folder, made if need be`

/** `shopkeeper init`: a config to begin with. */
export function initCommand(): Command {
  return new Command('init')
    .description('Write a config to begin with')
    .argument('[folder]', 'where to', '.')
    .option('--json', 'answer as JSON')
    .addHelpText('after', help)
    .action((folder: string, _, self: Command) => init(folder, self.optsWithGlobals()))
}

function init(folder: string, { json }: CommonOptions): void {
  const files = {
    [join(folder, 'shopkeeper.config.ts')]: configText,
    [join(folder, '.env.example')]: environmentText()
  }
  const isFile = existsSync(folder) && !statSync(folder).isDirectory()
  const taken = isFile ? folder : Object.keys(files).find((file) => existsSync(file))
  if (taken !== undefined) throw new FileExists({ file: resolve(taken) })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { flag: 'wx' })
  if (json) {
    printJson({ files: Object.keys(files).map((file) => resolve(file)) })
    return
  }
  for (const file of Object.keys(files)) note(`wrote ${file}`)
  note('Next: export what .env.example names, then shopkeeper start')
}

const configText = `import { defineConfig, env } from 'shopkeeper'

// Every setting with its limits and default: docs/reference/config.md
export default defineConfig({
  shop: { name: 'My shop', zone: 'Asia/Shanghai', currency: 'CNY' },

  // DATABASE_URL and REDIS_URL take the place of these, so the same file serves on every machine.
  database: { url: 'sqlite:shopkeeper.sqlite' },
  // redis: { url: 'redis://127.0.0.1:6379' },

  http: { host: '127.0.0.1', port: 3400 },

  // Encrypts the credentials of channels. Keep it out of this file, and keep it: without it they are lost.
  encryptionKey: env('SHOPKEEPER_ENCRYPTION_KEY'),

  plugins: ['catalog', 'inventory', 'orders', 'channels'],
  adapters: ['flat-file', 'sandbox']
})
`

/** The key is made here and nowhere else, so no two shops start with the same one. */
function environmentText(): string {
  return `# Copy to .env, and keep .env out of version control. Read it with: set -a; . ./.env; set +a
SHOPKEEPER_ENCRYPTION_KEY=${randomBytes(32).toString('base64')}

# DATABASE_URL=postgres://shopkeeper@127.0.0.1/shopkeeper
# REDIS_URL=redis://127.0.0.1:6379
# PORT=3400
`
}
