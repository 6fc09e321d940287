/** States of a channel's session, as in the database's check constraint. */
export const CONNECTION_STATES = ['desconectada', 'conectando', 'qr', 'conectada', 'falhou'] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]
