import { z } from 'zod'

/** Nothing to fill in: the operator runs the worker, and the QR code signs in. */
export const baileysConfig = z.object({ provider: z.literal('baileys') })

/** The optional worker (packages/baileys-worker), and which of its sessions belongs to a connection. */
export type BaileysWorker = {
  url: string
  /** Null: the operator hasn't set it up. */
  token: string | null
  empresaId: string
  connectionId: string
}

/** Shown wherever the worker is missing. */
export const WORKER_OFF =
  'O serviço do Baileys não está ligado. No servidor, dentro da pasta do Retoma, rode “npm run baileys” e deixe-o rodando; depois conecte de novo.'
export const WORKER_UNKNOWN =
  'O Baileys não foi configurado. Defina RETOMA_BAILEYS_TOKEN no portal e no serviço do Baileys, com o mesmo valor, e rode “npm run baileys” no servidor.'
