'use client'
import './globals.css'

/** When even the root layout failed. It imports nothing else: what failed may be anything. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <html lang="pt-BR">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-3 px-6 text-center">
          <title>Retoma</title>
          <h1 className="text-lg font-semibold">O portal não abriu</h1>
          <p className="text-soft">Nada do que estava salvo se perdeu. Tente de novo em um instante.</p>
          {error.digest ? <p className="text-xs text-faint">Código para o suporte: {error.digest}</p> : null}
          <button
            type="button"
            onClick={reset}
            className="mt-2 h-12 rounded-md bg-jade px-5 font-medium text-on-jade hover:bg-jade-strong"
          >
            Tentar de novo
          </button>
        </main>
      </body>
    </html>
  )
}
