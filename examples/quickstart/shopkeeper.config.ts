import { defineConfig } from 'shopkeeper'
import { localEncryptionKey } from './encryption-key.ts'

// What `npm start` runs: everything in one SQLite file, and two marketplaces that do not exist, whose buyers send things back.
export default defineConfig({
  shop: { name: 'Quickstart', zone: 'Asia/Shanghai', currency: 'CNY' },
  database: { url: 'sqlite:quickstart.sqlite' },
  encryptionKey: process.env.SHOPKEEPER_ENCRYPTION_KEY ?? localEncryptionKey(),
  plugins: [
    'catalog',
    'inventory',
    'orders',
    {
      use: 'channels',
      options: {
        accounts: [
          {
            id: 'sandbox-east',
            platform: 'sandbox',
            name: 'Sandbox East (SIMULATED)',
            simulate: true,
            seedCatalog: true,
            pullEverySeconds: 2,
            settings: { seed: 1, ordersPerMinute: 20 }
          },
          {
            id: 'sandbox-west',
            platform: 'sandbox',
            name: 'Sandbox West (SIMULATED)',
            simulate: true,
            seedCatalog: true,
            pullEverySeconds: 2,
            settings: { seed: 2, ordersPerMinute: 10 },
            // Shows four fifths of what there is, so that a rush at East leaves something to sell here.
            stockPolicy: { ratioBps: 8000 }
          }
        ]
      }
    },
    'aftersales'
  ],
  adapters: ['flat-file', 'sandbox']
})
