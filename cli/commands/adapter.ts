import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { firstPartyAdapters } from '../../first-party.ts'
import { FileExists, UsageInvalid } from '../errors.ts'
import { note, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
The folder compiles, and passes the conformance kit but for what it does not do yet.

Examples:
  shopkeeper adapter new etsy           into ./adapter-etsy
  shopkeeper adapter new etsy --into adapters/etsy`

const pattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** As long as the name of a platform may be. */
const nameMax = 40

/** `shopkeeper adapter`: adapters of one's own. */
export function adapterCommand(): Command {
  const command = new Command('adapter')
    .description('Write an adapter for another platform')
    .addHelpText('after', help)
  command
    .command('new')
    .description('Lay out an adapter to begin with')
    .argument('<name>', 'of the platform, in kebab-case')
    .option('--into <folder>', 'default: adapter-<name>')
    .option('--json', 'answer as JSON')
    .addHelpText('after', help)
    .action((name: string, _, self: Command) => create(name, self.optsWithGlobals()))
  return command
}

/** Where the package keeps the adapter that others begin with. */
function templateFolder(): string {
  const root = dirname(createRequire(import.meta.url).resolve('shopkeeper/package.json'))
  return join(root, 'examples/adapter-template')
}

function create(name: string, { into, json }: CommonOptions & { into?: string }): void {
  if (!pattern.test(name) || name.length > nameMax) {
    const reason = `${JSON.stringify(name)}: use kebab-case of at most ${nameMax} characters, such as my-shop`
    throw new UsageInvalid({ reason })
  }
  if (Object.hasOwn(firstPartyAdapters, name)) {
    // In a config it would take the place of ours without a word.
    throw new UsageInvalid({ reason: `${name}: Shopkeeper has this adapter: use another name` })
  }
  const folder = into ?? `adapter-${name}`
  if (existsSync(folder)) throw new FileExists({ file: resolve(folder) })
  mkdirSync(folder, { recursive: true })
  cpSync(templateFolder(), folder, { recursive: true })
  const files = readdirSync(folder).map((file) => join(folder, file))
  for (const file of files) writeFileSync(file, rename(readFileSync(file, 'utf8'), name))
  if (json) {
    printJson({ files: files.map((file) => resolve(file)) })
    return
  }
  for (const file of files) note(`wrote ${file}`)
  note(
    `Next: read ${join(folder, 'README.md')}, then npx tap ${join(folder, 'conformance.test.ts')}`
  )
}

/** The platform's name in place of the template's, in each way it is written. */
function rename(text: string, name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return text
    .replaceAll("platform: 'template'", `platform: '${name}'`)
    .replaceAll("title: 'Template'", `title: '${words.join(' ')}'`)
    .replaceAll(/\bTemplateFailure\b/g, `${words.join('')}Failure`)
    .replaceAll(/\bsimulateTemplate\b/g, `simulate${words.join('')}`)
    .replaceAll(/\bTemplate\b/g, words.join(' '))
}
