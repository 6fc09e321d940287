import { searchText } from '~/kernel/br'

/** Whole messages that ask to be left alone. */
const ALONE = new Set([
  'pare',
  'parar',
  'para',
  'sair',
  'sai',
  'stop',
  'unsubscribe',
  'cancelar',
  'cancela',
  'cancele',
  'descadastrar',
  'descadastre',
  'remover',
  'remova',
  'remove',
  'me remova',
  'me remove',
  'me tira',
  'me tire',
  'quero sair',
  'nao quero mais',
  'nao quero receber',
  'nao me mande mais',
  'nao me manda mais',
  'nao envie mais',
  'nao mande mais',
  'nao mandar mais',
  'chega',
])
/** Around the word without changing what it asks. */
const POLITE =
  /^(?:oi|ola|bom dia|boa tarde|boa noite|por favor|pfv|pf|favor|gente|moca|moco)\s+|\s+(?:por favor|pfv|pf|obrigad[oa]|obg|agora|ja|isso)$/g

const MESSAGES =
  '(?:(?:as |essas |estas |suas |de |mais |essa |esta |nenhuma |novas )*(?:mensage(?:m|ns)|msgs?|avisos?|promoc(?:ao|oes)|ofertas?|propagandas?|spam|whats(?:app)?|zap|contatos?|notificac(?:ao|oes)|divulgac(?:ao|oes)))'
/** Sentences that can only mean it. */
const SENTENCES = [
  new RegExp(
    `^(?:quero |gostaria de |favor |por favor |pode |podem |desejo |preciso )?(?:cancelar?|cancelem?|parar?(?: com| de (?:enviar|mandar|receber))?|parem(?: com| de (?:enviar|mandar))?|pare(?: com| de (?:enviar|mandar))?|sair d(?:e|a|as|essa|essas|esta|o)(?: lista(?: de)?)?|bloquear|remover? (?:de|d?as?)) ${MESSAGES}`,
  ),
  new RegExp(
    `\\bnao (?:quero|desejo|gostaria de|queria) (?:mais )?(?:receber|ser contatad[oa])(?: mais)?(?: nada)?(?:$| ${MESSAGES}| contato)`,
  ),
  new RegExp(`\\bnao (?:me )?(?:mand(?:e|em|a)|envi(?:e|em|a)) mais(?: nada)?(?:$| ${MESSAGES})`),
  /\b(?:me )?(?:tir(?:a|e|em|ar)|remov(?:a|e|er|am)|exclu(?:a|ir|am)|retir(?:e|a|em|ar)|descadastr(?:e|ar|em|a))(?: (?:me|o meu|meu|este|esse|o))*(?: (?:numero|contato|telefone|nome|cadastro))? d(?:a|essa|esta|e|as|o)(?: (?:sua|tua|suas))? (?:lista|listas|mailing|base|grupo de transmissao)\b/,
  /\b(?:quero|desejo|gostaria de) (?:me )?(?:descadastrar|sair da lista|sair dessa lista)\b/,
  /\bpar(?:e|em|a) de me (?:mandar|enviar)(?: mais)? (?:mensage(?:m|ns)|msgs?|isso|essas? coisas?)\b/,
  /\bnao (?:autorizo|permito) (?:mais )?(?:o envio|o contato|contato|que me (?:enviem|mandem))\b/,
]
/** A longer text talks about something: only a short one is a command. */
const LONGEST = 160

/**
 * True when an incoming text asks for no more messages. Careful on both sides: "pare de mandar caro", "vou parar na loja"
 * and "quero cancelar o pedido" are no opt-outs.
 */
export function isStopRequest(text: string): boolean {
  const clean = searchText(text)
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (clean === '' || clean.length > LONGEST) return false
  let word = clean
  for (let before = ''; before !== word;) {
    before = word
    word = word.replace(POLITE, '').trim()
  }
  return ALONE.has(word) || SENTENCES.some((sentence) => sentence.test(clean))
}
