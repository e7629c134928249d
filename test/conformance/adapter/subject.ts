import type { Adapter } from '#core/channel/adapter'
import type { PlatformSimulator } from '#core/channel/simulator'
import type { Clock } from '#core/time'

/** What the kit uses of a test runner; tap's `Test` is one. */
export interface KitTest {
  test(
    name: string,
    options: { skip?: string | false },
    run: (t: KitTest) => Promise<void>
  ): Promise<unknown>
  ok(value: unknown, ...message: [] | [string]): boolean
  equal(found: unknown, wanted: unknown, ...message: [] | [string]): boolean
  same(found: unknown, wanted: unknown, ...message: [] | [string]): boolean
  match(found: unknown, wanted: unknown, ...message: [] | [string]): boolean
  teardown(run: () => unknown): void
  comment(...text: unknown[]): void
}

/** An adapter with the simulator of its platform. */
export interface Subject {
  /** The module whose default export is the adapter: a process that is killed in mid-sync loads it anew. */
  module: URL
  adapter: Adapter
  /** Starts a simulated platform with an account of its own, on the given clock. */
  simulate(io: { clock: Clock }): Promise<PlatformSimulator>
  /** Settings that the platform refuses, over those of the simulator; none: it takes any. */
  wrongSettings?: Record<string, unknown>
  /** A carrier that both sides know, in our words. Default `UPS`. */
  carrier?: string
}

/** Where the engine under the adapter keeps its data and its jobs. */
export interface End {
  name: string
  /** Why it is left out on this machine; false: it is there. */
  skip: string | false
  /** A fresh database, and the Redis of the jobs if they are not embedded. */
  open(t: KitTest): Promise<{ url: string; redis?: { url: string; prefix: string } }>
}
