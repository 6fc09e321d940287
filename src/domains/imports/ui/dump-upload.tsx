'use client'
import { CircleAlert, FileCheck2, Upload } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { Button } from '~/ui/button'
import { buttonClass } from '~/ui/button-class'
import { Card } from '~/ui/card'
import { Progress } from '~/ui/progress'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import type { ConnectionView } from '../schema'

const MEGABYTE = 1_048_576

/** Sends the file with its progress, which fetch can't report. @throws Error with the server's own text. */
function send(
  url: string,
  file: File,
  request: XMLHttpRequest,
  onProgress: (sent: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      if (request.status < 300) return resolve()
      reject(new Error(rejectionOf(request.responseText)))
    }
    request.onerror = () =>
      reject(
        new Error('A conexão caiu no meio do envio. O arquivo anterior continua valendo; envie de novo.'),
      )
    request.onabort = () => reject(new Error('Envio cancelado. O arquivo anterior continua valendo.'))
    request.open('PUT', url)
    request.setRequestHeader('x-retoma-client', '1')
    request.send(file)
  })
}

/** The server's own words, or that it rejected the file. */
function rejectionOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null && 'message' in answer) return String(answer.message)
  } catch {
    // A proxy answered instead of us.
  }
  return 'O servidor recusou o arquivo. Tente de novo.'
}

/** Takes an export file of the shop's database: SQL, also packed (imp-12). */
export function DumpUpload({
  empresa,
  saved,
  uploadedAt,
}: {
  empresa: string
  saved: ConnectionView | null
  uploadedAt: string | null
}) {
  const router = useRouter()
  const [sending, setSending] = useState<{ name: string; sent: number; size: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const request = useRef<XMLHttpRequest | null>(null)
  const file = saved?.file ?? null
  const start = async (chosen: File) => {
    setFailure(null)
    setSending({ name: chosen.name, sent: 0, size: chosen.size })
    try {
      if (!saved)
        await trpc.imports.connections.save.mutate({ empresa, connection: { kind: 'dump', prefix: 'wp_' } })
      request.current = new XMLHttpRequest()
      const url = `/api/arquivo/${empresa}?nome=${encodeURIComponent(chosen.name)}`
      await send(url, chosen, request.current, (sent) =>
        setSending({ name: chosen.name, sent, size: chosen.size }),
      )
      toastDone('Arquivo recebido. Agora dá para testar e importar.')
      router.refresh()
    } catch (error) {
      setFailure(error instanceof Error && !('data' in error) ? error.message : messageOf(error))
    } finally {
      setSending(null)
    }
  }
  return (
    <Card
      title="Arquivo de exportação"
      hint="Um .sql, .sql.gz ou .zip feito por mysqldump, phpMyAdmin ou pela hospedagem."
    >
      <div className="flex flex-col gap-3">
        {failure ? (
          <Notice tone="red" icon={CircleAlert} alert>
            {failure}
          </Notice>
        ) : null}
        {file?.complete ? (
          <p className="flex items-start gap-2 text-sm">
            <FileCheck2 size={17} aria-hidden className="mt-px shrink-0 text-jade-ink" />
            <span className="min-w-0 break-words">
              {file.name} · {megabytes(file.size)}
              <span className="block text-xs text-faint">
                Enviado {uploadedAt}. Um novo arquivo toma o lugar deste.
              </span>
            </span>
          </p>
        ) : null}
        {sending ? (
          <>
            <Progress
              label={sending.name}
              done={Math.round(sending.sent / MEGABYTE)}
              total={Math.max(1, Math.round(sending.size / MEGABYTE))}
              detail="MB"
            />
            <Button size="sm" className="self-start" onClick={() => request.current?.abort()}>
              Cancelar envio
            </Button>
          </>
        ) : (
          <label
            className={`${buttonClass({ look: file ? 'secondary' : 'primary' })} cursor-pointer self-start focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-jade max-sm:w-full`}
          >
            <Upload size={16} aria-hidden />
            {file ? 'Enviar outro arquivo' : 'Escolher arquivo'}
            <input
              type="file"
              accept=".sql,.gz,.zip"
              className="sr-only"
              onChange={(event) => {
                const [chosen] = event.target.files ?? []
                event.target.value = ''
                if (chosen) void start(chosen)
              }}
            />
          </label>
        )}
      </div>
    </Card>
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toLocaleString('pt-BR', { maximumFractionDigits: 1 })} MB`
}
