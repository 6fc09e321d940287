/** The providers by name, for forms: the adapters' own list can't be loaded in a browser. */
export const PROVIDER_NAMES = ['simulator', 'waha', 'cloud', 'evolution', 'wppconnect', 'baileys'] as const
