import { lintCharging } from './charging'
import { unsetSetting, type TemplateProblem } from './templates'

/** A word in braces: without a template no value replaces it. */
const VARIABLE = /\{\s*[\p{L}][\p{L}\d_.]*\s*\}/u

/** Why a text written by hand may not leave; null when it may (t-26, t-51). */
export function freeTextProblem(text: string): TemplateProblem | null {
  const variable = VARIABLE.exec(text)?.[0]
  if (variable)
    return {
      code: 'variavel_sem_valor',
      variable: variable.slice(1, -1).trim(),
      reason: `O texto traz ${variable}, que só um modelo preenche. Escreva o valor.`,
    }
  const setting = unsetSetting(text)
  if (setting)
    return {
      code: 'configuracao',
      reason: `O texto ainda traz ${setting}. Troque pelo valor de verdade.`,
    }
  return lintCharging('livre', text)[0] ?? null
}
