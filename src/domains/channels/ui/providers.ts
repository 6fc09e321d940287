import type { ConnectionView } from '../schema'

export type ProviderName = ConnectionView['provider']
export type ProviderField = {
  name: string
  label: string
  hint?: string
  placeholder?: string
  secret?: true
  initial?: string
  options?: readonly { value: string; label: string }[]
}
export type ProviderForm = {
  name: string
  /** What it is and which shops it suits. */
  about: string
  /** Where the values of the form are found, step by step. */
  steps: readonly string[]
  warning?: string
  fields: readonly ProviderField[]
}

const address = (placeholder: string): ProviderField => ({
  name: 'baseUrl',
  label: 'Endereço do serviço',
  placeholder,
  hint: 'Começa com https:// e termina sem barra.',
})
const apiKey: ProviderField = { name: 'apiKey', label: 'Chave da API', secret: true }
const session = (name: string, label: string): ProviderField => ({
  name,
  label,
  hint: 'Letras sem acento, números, hífen ou sublinhado. Uma só para cada número.',
  initial: 'loja',
})

/** The forms of the providers, as a shop fills them in. */
export const PROVIDER_FORMS: Record<ProviderName, ProviderForm> = {
  simulator: {
    name: 'Simulador',
    about: 'Nada sai para a rua. Mostra tudo como aconteceria, com telefones de mentira que respondem.',
    steps: ['Crie a conexão e aperte Conectar. As conversas aparecem na página Simulador.'],
    fields: [],
  },
  waha: {
    name: 'WAHA',
    about: 'O seu número de sempre, por QR code, num servidor seu. Gratuito.',
    steps: [
      'Instale o WAHA no seu servidor (uma linha de Docker; veja waha.devlike.pro).',
      'Copie daqui o endereço dele e a chave WAHA_API_KEY que você definiu.',
      'Salve e aperte Conectar: o QR code aparece nesta página.',
    ],
    fields: [
      address('https://waha.sualoja.com.br'),
      apiKey,
      session('session', 'Sessão'),
      {
        name: 'engine',
        label: 'Motor',
        hint: 'Com GOWS ou NOWEB uma repetição nunca chega duas vezes.',
        initial: 'GOWS',
        options: ['GOWS', 'NOWEB', 'WEBJS', 'WPP'].map((value) => ({ value, label: value })),
      },
    ],
  },
  cloud: {
    name: 'API oficial da Meta',
    about: 'A Cloud API: não há risco de bloqueio, cada conversa iniciada por você é paga à Meta.',
    steps: [
      'Em developers.facebook.com abra o seu aplicativo, WhatsApp, Configuração da API.',
      'Copie o ID do número e gere um token permanente de um usuário do sistema.',
      'A chave secreta está em Configurações do app, Básico.',
      'Depois de salvar, cole em Webhooks o endereço que aparece aqui e o token de verificação.',
    ],
    warning: 'Passadas 24 horas da última mensagem do cliente, a Meta só aceita modelos aprovados por ela.',
    fields: [
      { name: 'phoneNumberId', label: 'ID do número', hint: 'Só números; não é o telefone.' },
      {
        name: 'businessAccountId',
        label: 'ID da conta do WhatsApp Business',
        hint: 'Fica ao lado do ID do número. Com ele o Retoma lista os modelos aprovados.',
      },
      { name: 'accessToken', label: 'Token de acesso', secret: true },
      { name: 'appSecret', label: 'Chave secreta do aplicativo', secret: true },
      {
        name: 'verifyToken',
        label: 'Token de verificação',
        secret: true,
        hint: 'Invente um com ao menos 8 letras e números e repita no painel da Meta.',
      },
    ],
  },
  evolution: {
    name: 'Evolution API',
    about: 'O seu número de sempre, por QR code, num servidor seu.',
    steps: [
      'Instale a Evolution API no seu servidor e defina AUTHENTICATION_API_KEY.',
      'Copie daqui o endereço dela e a chave.',
      'Salve e aperte Conectar: o QR code aparece nesta página.',
    ],
    warning:
      'Use até a versão 2.3.7. A partir da 2.4.0 ela só envia depois de ativar uma licença no site do fabricante. A 2.3.7 traz uma falha conhecida do Baileys (CVE-2026-48063): quem escreve ao número pode forjar mensagens na conversa.',
    fields: [address('https://evolution.sualoja.com.br'), apiKey, session('instance', 'Instância')],
  },
  wppconnect: {
    name: 'WPPConnect Server',
    about: 'O seu número de sempre, por QR code, num servidor seu.',
    steps: [
      'Instale o WPPConnect Server e, no config.ts dele, troque a secretKey de exemplo e ligue onSelfMessage: sem isso o Retoma não vê o que você escreve pelo celular.',
      'Copie daqui o endereço dele e a chave.',
      'Salve e aperte Conectar: o QR code aparece nesta página.',
    ],
    fields: [
      address('https://wpp.sualoja.com.br'),
      { name: 'secretKey', label: 'Chave secreta do servidor', secret: true },
      session('session', 'Sessão'),
    ],
  },
  baileys: {
    name: 'Baileys',
    about: 'O seu número de sempre, por QR code, neste mesmo servidor: nada mais para instalar ou alugar.',
    steps: [
      'No servidor, dentro da pasta do Retoma, rode “npm run baileys” e deixe-o rodando. Na primeira vez ele se instala.',
      'Crie a conexão e aperte Conectar: o QR code aparece nesta página.',
      'A conta fica guardada, cifrada, no banco do Retoma: reiniciar não pede QR code novo.',
    ],
    warning:
      'Não é um serviço do WhatsApp: um número que escreve demais a desconhecidos pode ser bloqueado. O Baileys usa uma biblioteca de licença GPL-3.0.',
    fields: [],
  },
}

/** A provider's common name. */
export function providerName(provider: ProviderName): string {
  return PROVIDER_FORMS[provider].name
}
