import { z } from 'zod'
import { simulatorScript } from './script'

export const simulatorConfig = z.object({
  provider: z.literal('simulator'),
  /** Signs the simulated webhooks. */
  secret: z.string().min(16, 'O segredo precisa de ao menos 16 caracteres.'),
  script: simulatorScript.prefault({}),
})
export type SimulatorConfig = z.infer<typeof simulatorConfig>
