const ACTIONS: Record<string, string> = {
  'cart.noted': 'Anotação de carrinho',
  'cart.toggled': 'Carrinho marcado',
  'connection.changed': 'Conexão alterada',
  'connection.created': 'Conexão criada',
  'connection.file_uploaded': 'Arquivo da loja enviado',
  'connection.host_key_approved': 'Chave do servidor SSH conferida',
  'connection.host_key_forgotten': 'Chave do servidor SSH esquecida',
  'connection.mapping_changed': 'Campos dos formulários alterados',
  'connection.removed': 'Conexão apagada',
  'connection.schedule_changed': 'Hora da importação diária alterada',
  'connection.tested': 'Conexão testada',
  'shop_webhook.renewed': 'Aviso da loja: endereço e segredo novos',
  'shop_webhook.removed': 'Aviso da loja desligado',
  'customer.noted': 'Anotação de cliente',
  'empresa.created': 'Empresa criada',
  'empresa.settings_changed': 'Configurações alteradas',
  'import.cancelled': 'Importação cancelada',
  'import.failed': 'Importação falhou',
  'import.finished': 'Importação concluída',
  'import.started': 'Importação iniciada',
  'lead.contact_undone': 'Marca de contatado desfeita',
  'lead.contacted': 'Lead marcado como contatado',
  'lead.noted': 'Anotação de lead',
  'list.exported': 'Lista exportada',
  'member.activated': 'Pessoa reativada',
  'member.added': 'Pessoa adicionada',
  'member.deactivated': 'Pessoa desativada',
  'member.removed': 'Pessoa removida',
  'member.role_changed': 'Papel alterado',
  'user.activated': 'Conta reativada',
  'user.created': 'Conta criada',
  'user.deactivated': 'Conta desativada',
  'user.password_changed': 'Senha alterada',
  'user.password_reset': 'Senha nova por link',
  'user.password_set': 'Senha trocada por quem mantém o portal',
  'user.renamed': 'Nome alterado',
  'user.sign_in_failed': 'Tentativa de entrada recusada',
  'user.signed_in': 'Entrada no portal',
  'user.signed_out': 'Saída do portal',
}

/** What an action of the audit log is called; one without a name shows itself. */
export function actionName(action: string): string {
  return ACTIONS[action] ?? action
}

/** Actions that the audit log can be filtered by. */
export const KNOWN_ACTIONS = Object.entries(ACTIONS).map(([action, name]) => ({ action, name }))

/** What the audit log writes about, by what people call it. */
export const ENTITY_NAMES: Record<string, string> = {
  campaign: 'Campanhas',
  cart: 'Carrinhos',
  user: 'Contas e entradas',
  customer: 'Clientes',
  connection: 'Conexões da loja',
  whatsapp: 'Conexões do WhatsApp',
  empresa: 'Configurações',
  contact: 'Contatos',
  conversation: 'Conversas',
  import: 'Importações',
  followup: 'Acompanhamentos',
  lead: 'Leads',
  message: 'Mensagens',
  template: 'Modelos',
  member: 'Pessoas',
  post: 'Publicações',
}
