/** What the fields of a record are called; one without a name shows itself. */
const FIELDS: Record<string, string> = {
  address: 'endereço',
  active: 'ativa',
  cartMessage: 'mensagem de carrinho',
  channel: 'canal',
  columns: 'colunas',
  connection: 'conexão',
  contactedAt: 'contatado em',
  contactedBy: 'contatado por',
  creditor: 'quem cobra',
  cutoffMinutes: 'minutos em compra',
  document: 'CPF ou CNPJ',
  emailSentAt: 'e-mail enviado em',
  emailSentBy: 'e-mail enviado por',
  extraSaleStatuses: 'outras situações de venda',
  format: 'formato',
  from: 'de',
  kinds: 'tipos',
  leadMessage: 'mensagem de lead',
  message: 'mensagem',
  name: 'nome',
  notes: 'anotações',
  ok: 'deu certo',
  password: 'senha',
  period: 'período',
  role: 'papel',
  sent: 'enviado',
  size: 'tamanho',
  sort: 'ordem',
  sshKey: 'chave do SSH',
  sshPassword: 'senha do SSH',
  status: 'situação',
  summary: 'resumo',
  timezone: 'fuso',
  to: 'até',
  whatsappSentAt: 'WhatsApp enviado em',
  whatsappSentBy: 'WhatsApp enviado por',
  windowAfterDays: 'dias depois',
  windowBeforeDays: 'dias antes',
}

function fieldName(path: string): string {
  const last = path.split('.').at(-1) ?? path
  return FIELDS[last] ?? path
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
  if (path) found.set(path, text(value))
  return found
}

function text(value: unknown): string {
  if (value === true) return 'sim'
  if (value === false) return 'não'
  if (Array.isArray(value)) return value.map(text).join(', ') || 'nenhum'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
