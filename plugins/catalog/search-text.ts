/** Terms of a search beyond this are dropped: each one costs. */
const termsMax = 8

/** Terms of at least this many characters are in the trigram index. */
const trigramLength = 3

/** One spelling for what a person takes for the same: `ＭＵＧ` and `mug` fold alike. */
function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** What search finds a product by: its title, SKUs, GTINs, description and attributes. */
export function searchTextOf(product: {
  title: string
  description: string
  attributes: string
  skus: string
}): string {
  const values = Object.values(JSON.parse(product.attributes) as Record<string, unknown>)
  return foldText([product.title, product.skus, product.description, ...values].join('\n'))
}

/** A search taken apart: every term has to occur. */
export interface SearchTerms {
  /** In the trigram index. */
  indexed: string[]
  /** Shorter than a trigram, such as 杯子: looked for with LIKE. */
  short: string[]
}

export function searchTermsOf(query: string): SearchTerms {
  const terms = [...new Set(foldText(query).split(/\s+/))].filter((term) => term !== '')
  const used = terms.slice(0, termsMax)
  const isIndexed = (term: string) => [...term].length >= trigramLength
  return { indexed: used.filter(isIndexed), short: used.filter((term) => !isIndexed(term)) }
}

/**
 * A LIKE pattern that finds a text anywhere; `%`, `_` and `\` in it mean themselves (`escape '\'`).
 */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** An FTS5 query that wants every term as it is written. */
export function matchQuery(terms: readonly string[]): string {
  return terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ')
}
