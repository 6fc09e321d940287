/** Where each state stands on a grid that keeps Brazil's shape: [column, row] from the upper left. */
export const UF_PLACES: Record<string, readonly [number, number]> = {
  RR: [2, 0],
  AP: [4, 0],
  AM: [2, 1],
  PA: [3, 1],
  MA: [4, 1],
  CE: [5, 1],
  RN: [6, 1],
  AC: [1, 2],
  RO: [2, 2],
  TO: [3, 2],
  PI: [4, 2],
  PB: [5, 2],
  PE: [6, 2],
  MT: [2, 3],
  GO: [3, 3],
  BA: [4, 3],
  SE: [5, 3],
  AL: [6, 3],
  MS: [2, 4],
  DF: [3, 4],
  MG: [4, 4],
  ES: [5, 4],
  SP: [3, 5],
  RJ: [4, 5],
  PR: [3, 6],
  SC: [3, 7],
  RS: [2, 7],
}

export const UF_NAMES: Record<string, string> = {
  AC: 'Acre',
  AL: 'Alagoas',
  AM: 'Amazonas',
  AP: 'Amapá',
  BA: 'Bahia',
  CE: 'Ceará',
  DF: 'Distrito Federal',
  ES: 'Espírito Santo',
  GO: 'Goiás',
  MA: 'Maranhão',
  MG: 'Minas Gerais',
  MS: 'Mato Grosso do Sul',
  MT: 'Mato Grosso',
  PA: 'Pará',
  PB: 'Paraíba',
  PE: 'Pernambuco',
  PI: 'Piauí',
  PR: 'Paraná',
  RJ: 'Rio de Janeiro',
  RN: 'Rio Grande do Norte',
  RO: 'Rondônia',
  RR: 'Roraima',
  RS: 'Rio Grande do Sul',
  SC: 'Santa Catarina',
  SE: 'Sergipe',
  SP: 'São Paulo',
  TO: 'Tocantins',
}

/**
 * How strong a state's tone is among those shown, 0 to 1: its place among the different counts. Shares of the highest would
 * give all but the largest states one tone.
 */
export function ufTone(count: number, counts: readonly number[]): number {
  if (count <= 0) return 0
  const different = [...new Set(counts.filter((other) => other > 0))].sort((a, b) => a - b)
  return (different.indexOf(count) + 1) / different.length
}
