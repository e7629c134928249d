import { escapeHtml } from '../templates/syntax.ts'

const languages = ['en', 'zh'] as const
type Language = (typeof languages)[number]

const words = {
  en: {
    title: 'Unsubscribe',
    ask: 'Do you want no more messages of this kind?',
    button: 'Unsubscribe',
    done: 'You will get no more messages of this kind.',
    unknown: 'This link is not valid. Please use the link in the message as it is.'
  },
  zh: {
    title: '退订',
    ask: '您确定不再接收此类消息吗？',
    button: '退订',
    done: '您已退订，将不再收到此类消息。',
    unknown: '此链接无效，请使用消息中的原始链接。'
  }
} as const satisfies Record<Language, Record<string, string>>

export type PageKind = 'ask' | 'done' | 'unknown'

/** The page behind an unsubscribe link: asks, or says that it is done. No script, no style, nothing from elsewhere. */
export function unsubscribePage(
  kind: PageKind,
  { shopName, acceptLanguage }: { shopName: string; acceptLanguage: string | undefined }
): string {
  const language = languageOf(acceptLanguage)
  const text = words[language]
  const form = kind === 'ask' ? `<form method="post"><button>${text.button}</button></form>` : ''
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text.title}</title>
</head>
<body>
<h1>${escapeHtml(shopName)}</h1>
<p>${text[kind]}</p>
${form}
</body>
</html>
`
}

/** The first of our languages that the browser names; English when it names neither. */
function languageOf(acceptLanguage = ''): Language {
  const named = acceptLanguage.split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase())
  return languages.find((language) => language === named.find((one) => isOurs(one))) ?? 'en'
}

function isOurs(word: string): boolean {
  return (languages as readonly string[]).includes(word)
}
