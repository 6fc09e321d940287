import type { ReactNode } from 'react'
import { Wordmark } from '~/ui/mark'

/** Pages before an empresa is chosen: the mark and one sheet of paper. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-10">
      <header className="mb-7">
        <Wordmark size={32} />
      </header>
      <main className="w-full max-w-[25rem] rounded-xl border border-line bg-surface p-6 shadow-raised sm:p-8">
        {children}
      </main>
      <footer className="mt-6 max-w-sm text-center text-xs text-balance text-faint">
        Carrinhos parados, leads, pedidos e clientes da sua loja num lugar só.
      </footer>
    </div>
  )
}
