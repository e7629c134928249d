import { defineAdapter } from '#core/channel/adapter'
import { FlatFileClient } from './client.ts'
import { FlatFileAccount } from './options.ts'

/** A folder of CSV or XLSX files as a channel. */
export const flatFile = defineAdapter({
  platform: 'flat-file',
  title: 'Folder of files',
  account: FlatFileAccount,
  capabilities: {
    orders: { pull: { by: 'source' }, push: false },
    listings: false,
    stock: { write: 'absolute', batchMax: 10_000 },
    prices: false,
    shipments: { confirm: { split: 'quantity', batchMax: 1000 } },
    afterSales: false,
    refunds: false,
    reviews: false,
    messages: false
  },
  connect: (account, io) => new FlatFileClient(account, io)
})
