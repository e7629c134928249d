/** The version of the Admin API that is called unless an account says otherwise. */
export const apiVersion = '2026-10'

/** Versions that every document of this adapter is valid in. Shopify keeps each for a year. */
export const apiVersions = [apiVersion, '2026-07'] as const
