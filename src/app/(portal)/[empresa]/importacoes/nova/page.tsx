import { Lock, PlugZap, RefreshCw } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { StartForm } from '~/domains/imports/ui/start-form'
import { ButtonLink } from '~/ui/button'
import { PageHeader } from '~/ui/page-header'
import { Empty, Notice } from '~/ui/states'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'Importar da loja' }
type Props = { params: Promise<{ empresa: string }> }

export default async function NewImportPage({ params }: Props) {
  const { empresa } = await params
  const page = await openPage(empresa)
  if (!page.operates)
    return (
      <Empty icon={Lock} title="Você vê os dados, mas não importa">
        Peça a quem opera ou administra a empresa. As importações que já existem continuam à vista.
      </Empty>
    )
  const [connections, active] = await Promise.all([
    page.caller.imports.connections.list({ empresa }),
    page.caller.imports.active({ empresa }),
  ])
  const usable = connections.filter(({ kind, file }) => kind !== 'dump' || file?.complete === true)
  return (
    <>
      <PageHeader
        title="Importar da loja"
        description="Lê o banco da loja sem mudar nada lá."
        crumbs={[{ label: 'Importações', href: `/${empresa}/importacoes` }]}
      />
      {active ? (
        <div className="mb-4 max-w-2xl">
          <Notice
            icon={RefreshCw}
            action={
              <Link className="font-medium underline" href={`/${empresa}/importacoes/${active.id}`}>
                Acompanhar
              </Link>
            }
          >
            Já há uma importação em andamento. Quando ela terminar, dá para começar outra.
          </Notice>
        </div>
      ) : null}
      {usable.length > 0 ? (
        <StartForm empresa={empresa} connections={usable.map(({ kind }) => kind)} />
      ) : (
        <Empty
          icon={PlugZap}
          title="Falta dizer onde está a loja"
          action={
            page.manages ? (
              <ButtonLink look="primary" href={`/${empresa}/conexao`}>
                Configurar a conexão
              </ButtonLink>
            ) : null
          }
        >
          {page.manages
            ? 'Informe o banco de dados da loja, ou envie um arquivo de exportação dele.'
            : 'Peça a quem administra a empresa para configurar a conexão com o banco da loja.'}
        </Empty>
      )}
    </>
  )
}
