import { evidenceOf, type Language, type ReportDocument, type Text } from '../rendering/document.ts'
import {
  type FileOptions,
  type Format,
  makeFile,
  type ReportFile
} from '../rendering/files/files.ts'
import { formatChange, formatSpan, formatValue } from '../rendering/format.ts'
import { escapeText } from '../rendering/html/escape.ts'

const attached: Text = { zh: '完整报表见附件。', en: 'The whole report is attached.' }
const adviceTitle: Text = { zh: '下一步', en: 'What next' }

export interface MailOptions extends Omit<FileOptions, 'format'> {
  name: string
  formats: readonly Format[]
}

/** A report as a mail: the answer and the figures in its text, for those who read no attachments; the files beside it. */
export async function composeMail(document: ReportDocument, options: MailOptions) {
  const { name, formats, language } = options
  const files: ReportFile[] = []
  for (const format of formats) {
    const file = await makeFile(document, { ...options, format })
    if (file) files.push(file)
  }
  const days = formatSpan(document.period, language)
  return {
    subject: `${name} · ${days}`.replace(/\p{Cc}+/gu, ' '),
    text: textOf(document, language),
    html: htmlOf(document, { language, title: name, days }),
    files
  }
}

interface Line {
  title: string
  value: string
  change: string
}

/** The figures that stand first. */
function linesOf({ sections, currency }: ReportDocument, language: Language): Line[] {
  const figures = sections.flatMap((one) => (one.kind === 'figures' ? one.figures : []))
  return figures.map(({ title, unit, value, comparisons: [against] }) => ({
    title: title[language],
    value: formatValue(value, unit, { language, currency, isCompact: true }),
    change: against ? `${against.title[language]} ${formatChange(against.ratio, language)}` : ''
  }))
}

function adviceOf({ sections }: ReportDocument, language: Language): string[] {
  const items = sections.flatMap((one) => (one.kind === 'advice' ? one.items : []))
  return items.map((item) => `${item.text[language]} (${evidenceOf(item)[language]})`)
}

function textOf(document: ReportDocument, language: Language): string {
  const lines = linesOf(document, language)
  const advice = adviceOf(document, language)
  return [
    ...(document.headline ? [document.headline[language], ''] : []),
    ...lines.map(({ title, value, change }) => `${title}: ${value}${change && `  (${change})`}`),
    ...(advice.length > 0
      ? ['', `${adviceTitle[language]}:`, ...advice.map((one) => `- ${one}`)]
      : []),
    ...['', attached[language], '']
  ].join('\n')
}

const cellStyle = 'padding:4px 16px 4px 0;border-bottom:1px solid #e5e7eb'

function htmlOf(
  document: ReportDocument,
  { language, title, days }: { language: Language; title: string; days: string }
): string {
  const rows = linesOf(document, language).map(
    ({ title: name, value, change }) =>
      `<tr><td style="${cellStyle};color:#6b7280">${escapeText(name)}</td><td style="${cellStyle};text-align:right;font-weight:bold">${escapeText(value)}</td><td style="${cellStyle};text-align:right;color:#6b7280">${escapeText(change)}</td></tr>`
  )
  const advice = adviceOf(document, language)
  const next =
    advice.length > 0
      ? `<h3>${adviceTitle[language]}</h3><ul>${advice.map((one) => `<li>${escapeText(one)}</li>`).join('')}</ul>`
      : ''
  const { headline, shop } = document
  return `<!doctype html><html lang="${language}"><body style="font-family:sans-serif;color:#111827">
<h2 style="margin-bottom:0">${escapeText(title)}</h2><p style="margin-top:4px;color:#6b7280">${escapeText(`${shop} · ${days}`)}</p>
${headline ? `<p style="font-size:17px"><strong>${escapeText(headline[language])}</strong></p>` : ''}
<table style="border-collapse:collapse">${rows.join('')}</table>${next}
<p style="color:#6b7280">${attached[language]}</p></body></html>`
}
