/** Versions of the Selling Partner API that this adapter speaks, as they stand in its paths. */
export const apiVersions = {
  orders: '2026-01-01',
  /** Only for telling of parcels: the newer orders API has nothing for it. */
  shipments: 'v0',
  listings: '2021-08-01',
  returns: '2024-09-11',
  messages: 'v1'
} as const
