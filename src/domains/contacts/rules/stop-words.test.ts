import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_TEMPLATES } from '~/domains/templates/rules/default-templates'
import { isStopRequest } from './stop-words'

test.each([
  'PARE',
  'pare!',
  'Parar',
  'SAIR',
  'sair.',
  'Stop',
  'Cancelar',
  'cancelar mensagens',
  'Quero cancelar as mensagens',
  'não quero mais receber',
  'Não quero mais receber mensagens',
  'nao quero receber mais nada',
  'Bom dia, não quero mais receber promoções',
  'Por favor pare',
  'PARE por favor',
  'me tira dessa lista',
  'Me remova da lista, obrigada',
  'Tirem meu número da lista',
  'não me mande mais mensagem',
  'Não mande mais nada',
  'parem de mandar mensagens',
  'pare de me mandar mensagem',
  'quero me descadastrar',
  'Não autorizo o envio',
  // Not understood before.
  'Interromper promoções',
  'Stop promotions',
  'n quero mais msg',
  'Ñ mande mais mensagens',
  'Tira eu dessa lista',
  'tira meu número daí',
  'não quero mais mensagens',
  'sair da lista',
  'parar de me mandar mensagem',
  'pare de mandar',
  'PAREM',
  'paree',
  'PAREEEEE!!!',
  'PARE PARE',
  'pare, pare, PARE',
  'pode parar',
  'quero parar de receber',
  'não me mande mensagens',
  'tira meu número',
  'remove meu número',
  'cancelar inscrição',
  'me bloqueia',
  'descadastro',
  'quem é? pare de mandar mensagem',
  'já paguei, parem de mandar mensagem',
  // In other words.
  'para',
  'Para!',
  'Sai',
  'Chega!',
  'cancela',
  'remove',
  'não quero mais',
  'Não quero mais, obrigada',
  'Oi, boa tarde. Pare, por favor.',
  'Já falei: pare',
  'Não, pare de me mandar mensagens',
  'pare agora',
  'pare com isso',
  'para com isso',
  'para de mandar mensagem',
  'Parem já com essas mensagens',
  'chega de mensagem',
  'não quero mensagem',
  'não aguento mais essas propagandas',
  'não quero mais saber de promoção',
  'podem parar de mandar mensagens?',
  'como faço para sair da lista?',
  'vocês podem me tirar da lista?',
  'Peço que não me enviem mais mensagens',
  'eu já pedi para não mandar mensagem',
  'não me chame mais',
  'não entrem mais em contato',
  'não me perturbe',
  'me deixem em paz',
  'apaga meu contato',
  'me exclui',
  'remova-me da base',
  'quero sair do grupo',
  'vou bloquear',
  'vou denunciar esse número',
  'podem parar?',
  'eu quero sair',
  'por favor não me mande mais mensagens pq não conheço vocês',
  'Olá! Comprei com vocês no mês passado e gostei do atendimento. Agora todo dia chega oferta no meu celular, inclusive no trabalho, e isso já passou do limite. Parem de me mandar mensagem.',
])('stops: %s', (text) => expect(isStopRequest(text)).toBe(true))

test.each([
  'pare de mandar caro',
  'para quando chega?',
  'Para mim tem 37?',
  'vou parar na loja amanhã',
  'quero cancelar o pedido',
  'cancelar compra',
  'quero cancelar meu pedido e receber de novo',
  'não quero mais receber em casa, pode ser na loja?',
  'sair do carrinho apaga os itens?',
  'não quero mais o 37, quero o 38',
  'pode mandar mais fotos?',
  'me manda mais',
  'Não parei de pensar naquela bolsa',
  'remover o frete',
  'Chegar quando?',
  'não',
  '',
  '?!',
  'Parabéns!',
  // Caught wrongly before.
  'n parem de mandar mensagens',
  'Interromper o pedido',
  'tamanho n 37, pode mandar mais fotos',
  'não pare de me mandar mensagens',
  'Chega já?',
  'chega agora?',
  'para já',
  'para agora',
  'remove isso',
  'Cancela isso por favor',
  // In other words.
  'Não parem!',
  'nunca pare de mandar promoção',
  'não quero parar de receber mensagens',
  'não quero sair da lista',
  'não me tira da lista',
  'não me bloqueia',
  'não precisa cancelar as mensagens',
  'Chega hoje?',
  'chega amanhã',
  'Sai hoje',
  'sai por quanto?',
  'Sair?',
  'Para?',
  'Para, que tamanho?',
  'cancelar o envio',
  'cancelar assinatura',
  'não envie ainda',
  'Não mande o azul',
  'não mande para o endereço antigo',
  'não recebi mensagem nenhuma',
  'não mandei mensagem nenhuma',
  'o site não envia mensagem de confirmação?',
  'qual é o número para mensagens?',
  'Não me mande mensagem agora, estou dirigindo',
  'não quero receber mensagem de madrugada',
  'remove meu número 37 e põe 38',
  'tira o azul da lista',
  'me tira uma dúvida?',
  'parou de chover, já vou aí',
  'a entrega pode parar na portaria?',
  'saia preta tem?',
  'Quero sair com ela no sábado, dá tempo?',
  'vou bloquear o cartão',
  'quero parar de fumar',
  'Pare de me ligar',
  'não quero ofertas hoje',
  'Para não receber mais, responda SAIR.',
  'Se quiser parar de receber mensagens, responda PARE',
])('goes on: %s', (text) => expect(isStopRequest(text)).toBe(false))

test.each(DEFAULT_TEMPLATES.map(({ body }) => body))('our own text quoted is no request: %s', (body) =>
  expect(isStopRequest(body)).toBe(false),
)

test('case, accents, spaces and signs around the word change nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('PARE', 'Sair', 'não quero mais receber', 'PAREM', 'tira meu número'),
      fc.array(fc.constantFrom(' ', '!', '.', '\n', '🙏', ',')),
      (word, noise) => {
        expect(isStopRequest(noise.join('') + word + noise.join(''))).toBe(true)
      },
    ),
  )
})

test('letters and words repeated in anger change nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('pare', 'parem', 'stop', 'sair', 'chega'),
      fc.nat({ max: 4 }),
      fc.nat({ max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (word, at, more, times) => {
        const n = Math.min(at, word.length - 1)
        const stretched = word.slice(0, n) + word.charAt(n).repeat(more) + word.slice(n)
        // A double r or s inside a word is its spelling.
        if (more === 1 && /[rs]/.test(word.charAt(n)) && n < word.length - 1) return
        expect(isStopRequest(Array.from({ length: times }, () => stretched).join(' '))).toBe(true)
      },
    ),
  )
})

test.each([
  'Não receber',
  'Não receber mais',
  'Não receber mais nada',
  'Não receber ofertas',
  'Não receber mais mensagens',
  'Bloquear mensagens',
  '1 - Sair',
  '2. Sair',
  'btn_sair',
  'opcao_sair',
  'SAIR_LISTA',
])('a button that asks for no more messages counts: %s', (text) => {
  expect(isStopRequest(text)).toBe(true)
})

test.each([
  'Não receber o pedido hoje',
  'tem como não receber mais tarde?',
  'vou sair às 2',
  'bloquear o cartão',
  '2 sair de casa',
])('a text about another matter does not: %s', (text) => {
  expect(isStopRequest(text)).toBe(false)
})
