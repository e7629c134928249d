/** What a page may load: nothing at all, and no script may run in it. */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'"
