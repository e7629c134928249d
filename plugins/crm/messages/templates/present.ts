import type { CrmMessageTemplateRow } from '../tables.ts'
import { requiredVariables, type TemplateContent } from './content.ts'

export function contentOf({ content }: Pick<CrmMessageTemplateRow, 'content'>): TemplateContent {
  return JSON.parse(content) as TemplateContent
}

/** A template as the API shows it. */
export function presentTemplate(template: CrmMessageTemplateRow) {
  const content = contentOf(template)
  const { content: _, ...row } = template
  const [own, ...translations] = content.variants
  const requires = requiredVariables(content)
  return { ...row, ...own!, translations, variables: [...content.variables], requires }
}
