import { searchText } from '~/kernel/search-text'

// The cost of an error decides doubtful cases: a missed stop is a complaint, a block of the channel and a breach of the
// law; a false one is one automatic message less, and a member still answers. So a text about messages is a stop in any
// wording, and one that may be about the purchase ("cancela isso", "chega já?", "não envie") is none, since it is about an
// order.

/** Requests wherever they stand as a part of their own. */
const COMMAND =
  /^(?:(?:pode|podem|quero|queria|vai|favor) )?(?:pare|parem|parar|stop|unsubscribe|opt ?out|(?:me )?descadastr(?:o|ar|a|e|em)|(?:me )?desinscrev(?:er|a|am)|(?:me )?desinscricao|quero sair|me (?:remov[ae]|remover|remova|tir[ae]|tirem|tirar|exclu[ai]|excluir|retir[ae]))(?: me)?(?: com isso| isso| agora| ja| imediatamente| tudo)?$/
/** Requests when nothing else is said, and not as a question: elsewhere they are about another matter. */
const ALONE =
  /^(?:(?:\d{1,2}|btn|botao|opcao) )?(?:para(?: com isso)?|sair(?: agora| ja| lista)?|sai|cancel(?:ar|a|e)|remov(?:er|a|e)|excluir|chega|nao quero mais(?: nada)?|nao receber(?: mais)?(?: nada)?)$/
/** Words around a command that change nothing. */
const POLITE =
  /^(?:oi+|ola|bom dia|boa tarde|boa noite|por favor|pfv|pf|pls|favor|gente|moc[ao]|amig[ao]|voces?|vcs?|ok|entao|ai|eu|ja (?:falei|disse|pedi)(?: para| pra| que)?) |(?: |^)(?:por favor|pfv|pf|pls|obrigad[oa]|obg|grat[oa]|valeu|gente|moc[ao]|amig[ao]|ok|oi+|ola|bom dia|boa tarde|boa noite)$/g

const CHAT =
  '(?:mensage(?:m|ns)|msgs?|mesages?|avisos?|cobrancas?|notificac(?:ao|oes)|promoc(?:ao|oes)|ofertas?|propagandas?|divulgac(?:ao|oes)|anuncios?|spams?|newsletters?|whats(?:ap)?|zap|contatos?|audios?|fotos? de (?:ofertas?|promoc(?:ao|oes)))'
const MESSAGES = `(?:(?:as?|os?|ess[ae]s?|est[ae]s?|suas?|seus?|tantas?|tantos?|novas?|qualquer|nenhum|nenhuma|de|mais|tipo de|isso de) )*${CHAT}\\b`
/** The object of the request: messages, nothing at all, or left unsaid. */
const WHAT = `(?: (?:mais )?(?:nada|isso|iso|essas? coisas?|ess[ae] tipo de coisa)\\b| ${MESSAGES}| ?(?:mais)?$)`
/** Another time or place is asked for, not an end of messages. */
const BUT_LATER =
  '(?! (?:agora|hoje|amanha|a noite|de noite|de manha|de madrugada|nesse|neste|depois d|antes d|fora d|no trabalho|para o trabalho))'

/** "Não pare", "não quero sair", "nunca parem": the word before negates the request. */
const NOT_DENIED =
  '(?<!\\b(?:nao|nunca|jamais|nem) (?:(?:me|nos|quero|queria|desejo|pretendo|precisam?|vou|vai|vao|podem?|gostaria de|e para|e pra|para|pra) ){0,3})'
const NOT_FORBIDDEN = '(?<!\\b(?:nao|nunca|jamais|nem) (?:me |nos )?)'

const SEND =
  '(?:mandar|mandando|enviar|enviando|encaminhar|receber|recebendo|escrever|chamar|perturbar|incomodar|importunar|encher)'
const LIST =
  '(?:d[aeo]s?|dess[ae]s?|dest[ae]s?|n[ao]) (?:sua |tua |suas |tuas |minha )?(?:listas?|mailing|base|cadastro|sistema|grupos?(?: de (?:transmissao|ofertas|promocoes))?|transmissao)\\b'

/** Parts of a text that are always a request, in any place. */
const REQUESTS = [
  `${NOT_FORBIDDEN}\\bpar(?:e|em|a)(?: ja| agora)? de (?:me |nos )?${SEND}${WHAT}`,
  `${NOT_DENIED}\\b(?:parar|deixar|deixe|deixem) de (?:me |nos )?${SEND}${WHAT}`,
  `${NOT_FORBIDDEN}\\bpar(?:e|em|a) (?:ja |agora )?com ${MESSAGES}`,
  `${NOT_FORBIDDEN}\\bpar(?:e|em) ${MESSAGES}`,
  `${NOT_DENIED}\\bparar (?:com )?${MESSAGES}`,
  `\\bchega de ${MESSAGES}`,
  // The button under Meta's own marketing templates, for a phone in English.
  '^stop (?:promotions|messages)$',
  '^(?:pode|podem) parar(?: com is?so)?$',
  // Words of a button: the contact is the one who would not receive.
  `^(?:nao receber|bloquear) (?:mais )?${MESSAGES}$`,
  `\\bnao (?:quero|queria|desejo|aguento|suporto|preciso|gostaria)(?: de)?(?: mais)?(?: (?:de|ver|ler|receber|ter|saber de|ser (?:contatad|perturbad|incomodad)[oa]))*(?: mais)? ${MESSAGES}${BUT_LATER}`,
  `\\bnao (?:quero|desejo|gostaria de|queria) (?:mais )?(?:receber|ser (?:contatad|perturbad|incomodad)[oa])(?: mais)?(?: nada)?$`,
  `\\bnao (?:me |nos )?(?:mand(?:em?|ar)|envi(?:em?|ar)|encaminh(?:em?|ar)) (?:mais )?(?:nada\\b|${MESSAGES})${BUT_LATER}`,
  `^nao (?:me |nos )?(?:manda|envia) (?:mais )?(?:nada\\b|${MESSAGES})${BUT_LATER}`,
  `^nao (?:me |nos )?(?:mand|envi|escrev|cham|procur|perturb|incomod)(?:e|em|a|ar) mais$`,
  `\\bnao (?:me |nos )?(?:perturb|incomod|importun)(?:em?|ar)\\b`,
  `\\bnao entr(?:em?|ar) (?:mais )?em contato\\b${BUT_LATER}`,
  `\\bnao (?:autorizo|permito|autorizei|aceito) (?:mais )?(?:o envio|o contato|contato|que me (?:enviem|mandem)|${MESSAGES})`,
  `\\bme deix(?:a|e|em) em paz\\b`,
  `${NOT_DENIED}\\b(?:cancel(?:ar|a|e|em)|suspend(?:er|a|am)|interromp(?:er|a|am)|encerr(?:ar|e|em)|desativ(?:ar|e|em)) (?:as? |os? |ess[ae]s? |est[ae]s? |suas? |minha |todas as )*(?:(?:envio|recebimento) de )?(?:mensage(?:m|ns)|msgs?|avisos|notificacoes|promocoes|ofertas|propagandas|spam|newsletter|inscricao|contato)\\b`,
  `${NOT_DENIED}\\bsair ${LIST}`,
  `${NOT_DENIED}\\b(?:me )?(?:tir(?:a|e|em|ar)|remov(?:a|e|er|am)|exclu(?:a|i|ir|am)|retir(?:e|a|em|ar)|apag(?:a|ue|uem|ar)|delet(?:a|e|em|ar)|descadastr(?:e|ar|em|a))(?: me| eu)?(?: (?:o|este|esse|meu|nosso))*(?: (?:numero|contato|telefone|celular|nome|cadastro|zap|whats(?:ap)?))? ${LIST}`,
  `${NOT_DENIED}\\b(?:tir(?:a|e|em|ar)|remov(?:a|e|er|am)|exclu(?:a|i|ir|am)|retir(?:e|a|em|ar)|apag(?:a|ue|uem|ar)|delet(?:a|e|em|ar)|descadastr(?:e|ar|em|a)|bloque(?:ar|ia|ie|iem))(?: o| este| esse)* meu (?:numero|contato|telefone|celular|cadastro|zap|whats(?:ap)?)(?: d?aqui| dai)?$`,
  `${NOT_DENIED}\\bme bloque(?:ia|ie|iem|ar)$`,
  `${NOT_DENIED}\\b(?:vou|irei|ter que|terei que) (?:te |ter que )?(?:bloquear|denunciar)(?: (?:voces?|vcs?|ess[ae]|est[ae]|o|a|contato|numero|conta|por spam|como spam))*$`,
].map((source) => new RegExp(source))

/** Quotes how to leave, as our own texts do, without requesting it. */
const EXPLAINS =
  /^(?:se|caso|para|pra|quando) (?:voce |vc )?(?:quiser|queira|preferir|prefira|desejar|deseje|nao|parar)\b/
/** A longer part is about another matter: only a short one is a request. */
const LONGEST = 160

/**
 * Lower case, no accents, no signs; letters and words repeated in anger occur once ("PAREEE", "pare pare"), "n" and "ñ" are
 * "não".
 */
function plain(text: string): string {
  return searchText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/([a-z])\1{2,}|([a-z])\2+(?![a-z])/g, '$1$2')
    .replace(/([a-qt-z])\1+/g, '$1')
    .replace(/\b(\w+)(?: \1\b)+/g, '$1')
    .replace(/\b(?:n|naum)(?= )/g, 'nao')
}

/** A part without greetings and thanks; empty when that was all. */
function withoutManners(part: string): string {
  let bare = part
  for (let before = ''; before !== bare;) {
    before = bare
    bare = bare.replace(POLITE, '').trim()
  }
  return bare
}

/**
 * True when an incoming text asks for no more messages. Each part between punctuation is evaluated by itself. Careful on
 * both sides: "pare de mandar caro", "não parem", "vou parar na loja" and "quero cancelar o pedido" are no opt-outs.
 */
export function isStopRequest(text: string): boolean {
  const said = text
    .split(/[.!?;,:\n…]+/u)
    .map((part) => withoutManners(plain(part)))
    // The number of a menu's row ("2. Sair") is ignored.
    .filter((part, index) => part !== '' && !(index === 0 && /^\d{1,2}$/.test(part)))
  const parts = [...new Set(said)].filter((part) => part.length <= LONGEST && !EXPLAINS.test(part))
  const [first = ''] = parts
  const asks = text.includes('?')
  if (new Set(said).size === 1 && !asks && ALONE.test(first)) return true
  return parts.some((part) => (!asks && COMMAND.test(part)) || REQUESTS.some((request) => request.test(part)))
}
