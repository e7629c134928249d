import { PluginInvalid, PluginNeedMissing, PluginNeedsCircular } from '../config/errors.ts'
import type { Plugin } from '../plugin.ts'

/** A plugin with its options as the config gives them, not yet checked. */
export interface EnabledPlugin {
  plugin: Plugin
  options: unknown
}

/**
 * Puts plugins in an order in which each comes after those it needs or uses; otherwise as given.
 *
 * Errors: PLUGIN_NEED_MISSING and PLUGIN_NEEDS_CIRCULAR with the chain, PLUGIN_INVALID for a name used twice.
 */
export function orderPlugins(enabled: readonly EnabledPlugin[]): EnabledPlugin[] {
  const byName = new Map<string, EnabledPlugin>()
  for (const entry of enabled) {
    const { name } = entry.plugin
    if (byName.has(name)) throw new PluginInvalid({ plugin: name, reason: 'is enabled twice' })
    byName.set(name, entry)
  }
  const ordered: EnabledPlugin[] = []
  const done = new Set<string>()

  function visit(entry: EnabledPlugin, chain: readonly string[]): void {
    const { name, needs = [], uses = [] } = entry.plugin
    if (done.has(name)) return
    const path = [...chain, name]
    if (chain.includes(name)) {
      throw new PluginNeedsCircular({ chain: path.slice(path.indexOf(name)).join(' → ') })
    }
    for (const need of needs) {
      const needed = byName.get(need)
      if (!needed) throw new PluginNeedMissing({ chain: [...path, need].join(' → ') })
      visit(needed, path)
    }
    for (const use of uses) {
      const used = byName.get(use)
      if (used) visit(used, path)
    }
    done.add(name)
    ordered.push(entry)
  }

  for (const entry of enabled) visit(entry, [])
  return ordered
}
