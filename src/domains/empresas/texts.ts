const ACTIONS: Record<string, string> = {
  'cart.toggled': 'Carrinho marcado',
  'connection.set': 'Conexão alterada',
  'connection.tested': 'Conexão testada',
  'empresa.created': 'Empresa criada',
  'empresa.settings_changed': 'Configurações alteradas',
  'import.cancelled': 'Importação cancelada',
  'import.finished': 'Importação concluída',
  'import.started': 'Importação iniciada',
  'lead.contacted': 'Lead marcado como contatado',
  'list.exported': 'Lista exportada',
  'member.added': 'Pessoa adicionada',
  'member.removed': 'Pessoa removida',
  'member.role_changed': 'Papel alterado',
  'user.password_changed': 'Senha alterada',
  'user.renamed': 'Nome alterado',
  'user.sign_in_failed': 'Tentativa de entrada recusada',
  'user.signed_in': 'Entrada no portal',
}

/** What an action of the audit log is called; one without a name shows itself. */
export function actionName(action: string): string {
  return ACTIONS[action] ?? action
}

/** Actions that the audit log can be filtered by. */
export const KNOWN_ACTIONS = Object.entries(ACTIONS).map(([action, name]) => ({ action, name }))
