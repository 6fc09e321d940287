/** The kinds of file that a list can leave as. */
export const EXPORT_FORMATS = ['xlsx', 'csv', 'txt', 'whatsapp'] as const
