/** Words that only this code's first authors understood, and what the field says (docs/glossary.md). */
const PLAIN = {
  talk: 'conversation',
  talks: 'conversations',
  told: 'reported, notified, published or sent',
  whom: 'who, or the recipient',
  anew: 'again',
  heard: 'received',
  stranger: 'new contact',
  strangers: 'new contacts',
}
const WORD = new RegExp(`(?<![-\\w])(${Object.keys(PLAIN).join('|')})(?![-\\w])`, 'gi')

/** The words of a name: `talkedTo` and `TOLD_AT` are made of two each. */
const wordsOf = (name) => name.split(/_|(?<=[a-z\d])(?=[A-Z])/).map((word) => word.toLowerCase())

/** ESLint rule: names and comments speak plain English, and a limit is called MAX_. */
export const plainWords = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments())
        for (const [word] of comment.value.matchAll(WORD))
          context.report({ loc: comment.loc, message: `“${word}”: say ${PLAIN[word.toLowerCase()]}.` })
    },
    Identifier(node) {
      for (const word of wordsOf(node.name))
        if (Object.hasOwn(PLAIN, word)) context.report({ node, message: `${node.name}: say ${PLAIN[word]}.` })
      if (/(?:^|_)MOST_/.test(node.name))
        context.report({ node, message: `${node.name}: a limit is called MAX_.` })
    },
  }),
}
