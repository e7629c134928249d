import type { Engine } from 'shopkeeper'

/** What a start has set up, for people: plugins in order, with what each brought. */
export function bootReportLines({ report, settings }: Engine): string[] {
  const width = Math.max(...report.map(({ name }) => name.length))
  const plugins = report.map(({ name, setupMs, routes, jobs, migrations }) => {
    const parts = [
      `${setupMs.toFixed(1).padStart(6)} ms`,
      counted(routes, 'route').padStart(9),
      counted(jobs, 'job').padStart(7)
    ]
    const applied = migrations.length > 0 ? `  migrated ${migrations.join(', ')}` : ''
    return `  ${name.padEnd(width)}  ${parts.join('  ')}${applied}`
  })
  return [
    `Plugins, in order:`,
    ...plugins,
    `Database  ${withoutPassword(settings.database.url)}, commits survive ${survives[settings.database.durability]}`,
    `Jobs      ${settings.redis ? `BullMQ on ${withoutPassword(settings.redis.url)}` : 'embedded, in the database'}`
  ]
}

const survives = {
  full: 'a power cut',
  process: 'a crash of the process (a power cut may lose the last moments)'
} as const

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** An address as it may be shown. */
export function withoutPassword(url: string): string {
  // What is no address may hold one anywhere before its last @.
  if (!URL.canParse(url)) return url.replace(/\/\/.*@/s, '//…@')
  const address = new URL(url)
  if (address.protocol === 'sqlite:') return url
  if (address.password !== '') address.password = '…'
  for (const name of ['password', 'sslpassword']) {
    if (address.searchParams.has(name)) address.searchParams.set(name, '…')
  }
  return address.href.replaceAll('%E2%80%A6', '…')
}
