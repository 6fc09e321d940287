import { ROLE_NAMES } from '~/domains/access/texts'

/** What the fields of a record are called; one without a name shows itself. */
const FIELDS: Record<string, string> = {
  active: 'ativa',
  address: 'endereço',
  answers: 'o que responde',
  behaviour: 'comportamento',
  body: 'texto',
  cartMessage: 'mensagem de carrinho',
  channel: 'canal',
  columns: 'colunas',
  connection: 'conexão',
  connectionId: 'conexão do WhatsApp',
  contactedAt: 'contatado em',
  contactedBy: 'contatado por',
  count: 'quantas',
  creditor: 'quem cobra',
  cutoffMinutes: 'minutos em compra',
  dailyCap: 'máximo por dia',
  document: 'CPF ou CNPJ',
  emailSentAt: 'e-mail enviado em',
  emailSentBy: 'e-mail enviado por',
  extraSaleStatuses: 'outras situações de venda',
  fields: 'campos',
  filter: 'filtro',
  format: 'formato',
  from: 'de',
  holdoutPercent: 'grupo sem mensagens (%)',
  how: 'como',
  kind: 'tipo',
  kinds: 'tipos',
  label: 'etiqueta',
  language: 'idioma',
  leadMessage: 'mensagem de lead',
  maxGapSeconds: 'intervalo máximo (s)',
  message: 'mensagem',
  minGapSeconds: 'intervalo mínimo (s)',
  name: 'nome',
  notes: 'anotações',
  ok: 'deu certo',
  onceOn: 'no dia',
  parameters: 'variáveis',
  password: 'senha',
  period: 'período',
  picture: 'com foto',
  provider: 'serviço',
  recipients: 'destinatários',
  refused: 'recusados',
  role: 'papel',
  sent: 'enviado',
  sha256: 'conteúdo do arquivo',
  size: 'tamanho',
  slug: 'endereço no portal',
  sort: 'ordem',
  sshKey: 'chave do SSH',
  sshPassword: 'senha do SSH',
  state: 'situação',
  status: 'situação',
  steps: 'passos',
  summary: 'resumo',
  target: 'destino',
  targetName: 'nome do destino',
  times: 'horas',
  timezone: 'fuso',
  to: 'até',
  warmUpFrom: 'aquecimento desde',
  weekdays: 'dias da semana',
  whatsappSentAt: 'WhatsApp enviado em',
  whatsappSentBy: 'WhatsApp enviado por',
  windowAfterDays: 'dias depois',
  windowBeforeDays: 'dias antes',
}

/** Words of the log that people have other words for. */
const VALUES: Record<string, Record<string, string>> = {
  role: ROLE_NAMES,
  kinds: { all: 'tudo', leads: 'leads', carts: 'carrinhos', orders: 'pedidos', customers: 'clientes' },
  target: { group: 'grupo', status: 'status' },
}

const lastOf = (path: string) => path.split('.').at(-1) ?? path

function fieldName(path: string): string {
  return FIELDS[lastOf(path)] ?? path
}

/** What a change says in one line: `minutos em compra: 60 → 90 · nome: A → B`. Empty when there is nothing to say. */
export function changesText(before: unknown, after: unknown): string {
  const old = leaves(before)
  const fresh = leaves(after)
  const names = [...new Set([...old.keys(), ...fresh.keys()])]
  return names
    .filter((name) => old.get(name) !== fresh.get(name))
    .map((name) => {
      const [was, is] = [old.get(name), fresh.get(name)]
      if (was === undefined) return `${fieldName(name)}: ${is ?? '—'}`
      return `${fieldName(name)}: ${was} → ${is ?? '—'}`
    })
    .join(' · ')
}

/** Every value of a nested object under its dotted path, as text. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return found
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${name}` : name, found)
    return found
  }
  if (path) found.set(path, text(value, VALUES[lastOf(path)] ?? {}))
  return found
}

function text(value: unknown, words: Record<string, string>): string {
  if (value === true) return 'sim'
  if (value === false) return 'não'
  if (Array.isArray(value)) return value.map((one) => text(one, words)).join(', ') || 'nenhum'
  return typeof value === 'string' ? (words[value] ?? value) : JSON.stringify(value)
}
