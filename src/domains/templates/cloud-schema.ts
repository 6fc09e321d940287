import { z } from 'zod'
import { connectionRef } from '~/domains/channels/schema'
import { templateRef } from './schema'

export const approvedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  body: z.string(),
  holes: z.number().int(),
  unusable: z.string().nullable(),
})
export type ApprovedView = z.infer<typeof approvedTemplate>
/** `reason` says in Portuguese why there are none. */
export const approvedList = z.object({ templates: z.array(approvedTemplate), reason: z.string().nullable() })
export const approvedInput = connectionRef
export const bindInput = templateRef.extend({
  connectionId: z.uuid('Conexão desconhecida.'),
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(20),
  /** Which variable of ours fills {{1}}, {{2}}… */
  parameters: z.array(z.string().min(1).max(80)).max(30),
})
export type BindInput = z.output<typeof bindInput>
