import type { Static, TObject } from 'typebox'
import type { Consent, TokenRenewal } from './authorization.ts'
import type { Budget } from './budget.ts'
import type { Capabilities } from './capabilities.ts'
import type { ChannelClient } from './client.ts'
import type { AdapterIo } from './io.ts'
import type { Simulation } from './simulator.ts'

/** A marketplace, web shop or folder as a source of orders and a place to sell. */
export interface Adapter<Account extends TObject = TObject> {
  platform: string
  /** What people call it. */
  title: string
  /** Settings of one account; secret ones are made with `Secret()`: encrypted at rest, never logged or returned. */
  account: Account
  /** The most that an account can do. */
  capabilities: Capabilities
  /** What one account can do, where accounts differ. Default: everything. */
  capabilitiesOf?(account: Static<Account>): Capabilities
  /** What the platform allows an account; learned from its answers from then on. Default: no limits. */
  budgets?: readonly Budget[]
  /** How the owner of an account lets us in. Default: by the settings alone. */
  consent?: Consent<Static<Account>>
  /** How access tokens are had. Default: the settings are all it takes. */
  tokens?: TokenRenewal<Static<Account>>
  connect(account: Static<Account>, io: AdapterIo): ChannelClient
  /** Starts a stand-in of the platform for one account: to try things out where there is no platform. */
  simulate?(
    account: Partial<Static<Account>>,
    io: Pick<AdapterIo, 'clock' | 'log' | 'channelId'>
  ): Promise<Simulation>
}

/** Checks an adapter's shape at compile time and marks it as one. */
export function defineAdapter<Account extends TObject>(
  adapter: Adapter<Account>
): Adapter<Account> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(adapter.platform)) {
    throw new TypeError(`adapter platform ${JSON.stringify(adapter.platform)}: use kebab-case`)
  }
  return Object.freeze(adapter)
}
