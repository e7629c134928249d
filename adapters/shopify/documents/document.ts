/** A GraphQL document with one operation, whose name budgets and reports use. */
export interface GraphqlDocument {
  operation: string
  text: string
}

/** Names the one operation of a document. Errors: TypeError when it has none. */
export function graphqlDocument(text: string): GraphqlDocument {
  const operation = /^\s*(?:query|mutation) (\w+)/.exec(text)?.[1]
  if (operation === undefined) throw new TypeError('a document begins with a named operation')
  return { operation, text }
}
