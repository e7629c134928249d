import { turn } from '#core/pages'
import { type Language, parts, type ReportDocument, type Section } from '../document.ts'
import { formatInstant, formatSpan } from '../format.ts'
import { pagePolicy } from '../page-policy.ts'
import { escapeText } from './escape.ts'
import { type PageOptions, writeSection } from './sections.ts'
import { pageStyle } from './style.ts'
import { partTitles, words } from './words.ts'

export interface PageFacts {
  language: Language
  /** When it was made, and which revision it is; told in the footer. */
  madeAt: string
  revision?: number
}

/**
 * A report as one page of HTML for a screen and for A4: complete in itself, without scripts, with charts as SVG.
 * Between sections other work gets its turn.
 */
export async function writePage(document: ReportDocument, facts: PageFacts): Promise<string> {
  const { language } = facts
  const options: PageOptions = { language, currency: document.currency }
  const written: string[] = []
  for (const part of parts) {
    const sections = document.sections.filter((section) => section.part === part)
    if (sections.length === 0) continue
    const content: string[] = []
    for (const section of widened(sections)) {
      content.push(writeSection(section, options))
      await turn()
    }
    const heading = document.name === 'query' ? '' : `<h2>${partTitles[part][language]}</h2>`
    written.push(`${heading}<div class="part">${content.join('\n')}</div>`)
  }
  const title = `${document.title[language]} · ${document.shop}`
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeText(pagePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${header(document, language)}
${written.join('\n')}
${footer(document, facts)}
</main>
</body>
</html>
`
}

/** A section of half the width that stands alone takes all of it. */
function widened(sections: readonly Section[]): Section[] {
  let isSecond = false
  return sections.map((section, index) => {
    if (!section.isHalf) {
      isSecond = false
      return section
    }
    const hasPartner = isSecond || sections[index + 1]?.isHalf === true
    isSecond = hasPartner && !isSecond
    return hasPartner ? section : { ...section, isHalf: false }
  })
}

function header(document: ReportDocument, language: Language): string {
  const { title, shop, period, comparison, headline, headlineTone = 'neutral' } = document
  const against = comparison
    ? `<br>${words.comparedWith[language]} ${escapeText(formatSpan(comparison, language))}`
    : ''
  const answer = headline
    ? `<p class="headline ${headlineTone}">${escapeText(headline[language])}</p>`
    : ''
  return `<header><h1>${escapeText(title[language])}</h1>
<div class="meta"><strong>${escapeText(shop)}</strong><br>${escapeText(formatSpan(period, language))}${against}</div></header>${answer}`
}

function footer(
  { zone, currency }: ReportDocument,
  { language, madeAt, revision }: PageFacts
): string {
  const facts = [
    `${words.madeAt[language]} ${formatInstant(madeAt, language, zone)}`,
    ...(revision === undefined ? [] : [`${words.revision[language]} ${revision}`]),
    `${words.days[language]} ${zone}`,
    ...(currency === null ? [] : [currency])
  ]
  return `<footer>${escapeText(facts.join(' · '))}</footer>`
}
