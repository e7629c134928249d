/** A topic as it is looked for. */
export interface TopicRule {
  id: string
  isAbout(text: string): boolean
}

/** Forms and cases of letters do not matter. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

const letter = /[\p{Script=Latin}\p{N}]/u

/**
 * Reads the words of a topic. Those that begin or end with a Latin letter are whole words, so that `fit` is not found in
 * `profit`; Chinese has no spaces, so its words are found anywhere.
 */
export function topicRule(id: string, keywords: readonly string[]): TopicRule {
  const words = keywords.map((word) => folded(word).trim()).filter((word) => word !== '')
  return {
    id,
    isAbout: (text) => {
      const content = folded(text)
      return words.some((word) => isIn(content, word))
    }
  }
}

function isIn(content: string, word: string): boolean {
  for (let at = content.indexOf(word); at >= 0; at = content.indexOf(word, at + 1)) {
    const before = content.charAt(at - 1)
    const after = content.charAt(at + word.length)
    const isWhole =
      !(letter.test(word.charAt(0)) && letter.test(before)) &&
      !(letter.test(word.charAt(word.length - 1)) && letter.test(after))
    if (isWhole) return true
  }
  return false
}
