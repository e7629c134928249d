import { realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Adapter } from '#core/channel/adapter'
import { hostPathsIn } from '#core/channel/host-path'
import { ChannelPathForbidden } from '../errors.ts'
import type { ChannelSettings } from './settings.ts'

/**
 * Refuses settings that name a file or folder outside of the allowed folders, wherever links lead to. Errors:
 * CHANNEL_PATH_FORBIDDEN.
 */
export async function assertPathsAllowed(
  { account }: Adapter,
  settings: ChannelSettings,
  allowed: readonly string[]
): Promise<void> {
  const roots = await Promise.all(allowed.map(whereItLeads))
  for (const { key, path } of hostPathsIn(account, settings)) {
    const real = await whereItLeads(path)
    if (!roots.some((root) => isBelow(root, real))) {
      throw new ChannelPathForbidden({ key: `settings.${key}`, path, allowed: [...allowed] })
    }
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(root, way) === path)
}

/** The path without links; as much of it as there is, when it does not exist yet. */
async function whereItLeads(path: string): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch {
    const parent = dirname(whole)
    return parent === whole ? whole : join(await whereItLeads(parent), whole.slice(parent.length))
  }
}
