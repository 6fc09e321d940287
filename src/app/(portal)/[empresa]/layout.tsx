import { CalendarPlus, CirclePause, CirclePlay, Download, FileDown, Megaphone } from 'lucide-react'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { ROLE_NAMES } from '~/domains/access/texts'
import { SavedViewsProvider } from '~/domains/empresas/ui/saved-views-provider'
import { Frame } from '~/ui/frame/frame'
import { SIDEBAR_COOKIE } from '~/ui/frame/types'
import { THEME_COOKIE, themeOf } from '~/ui/theme'
import { portal } from '~/wiring/caller'
import { barOf, navigation, sharedViews, viewItems } from './navigation'
import { openPage } from './open-page'
import { PortalBell } from './portal-bell'
import { PortalLive, PortalRunning, UnreadCount } from './portal-live'
import { PortalPalette } from './portal-palette'

type Props = { children: ReactNode; params: Promise<{ empresa: string }> }

/** The frame around every page of one empresa. A foreign or missing one is not found, before anything is shown. */
export default async function EmpresaLayout({ children, params }: Props) {
  const { empresa: slug } = await params
  const caller = await portal()
  const [me, mayFound, page, bell, unread, running, views, jar] = await Promise.all([
    caller.access.me(),
    caller.platform.mayFound(),
    openPage(slug),
    caller.empresas.bell({ empresa: slug }),
    caller.conversations.list({ empresa: slug, unread: 'sim', size: 1 }),
    caller.reports.running({ empresa: slug }),
    caller.empresas.views.list({ empresa: slug }),
    cookies(),
  ])
  const tenants = page.empresas.map((empresa) => ({
    slug: empresa.slug,
    name: empresa.name,
    href: `/${empresa.slug}/hoje`,
    note: ROLE_NAMES[empresa.role],
  }))
  const pages = navigation(slug, page.manages, <UnreadCount />)
  const groups = [...pages, ...sharedViews(slug, views)]
  const palette = {
    empresa: slug,
    groups: [
      { label: 'Ir para', entries: pages.flatMap((group) => group.items) },
      { label: 'Vistas salvas', entries: viewItems(slug, views) },
      ...(page.operates
        ? [
            {
              label: 'Fazer',
              entries: [
                {
                  label: 'Importar da loja',
                  href: `/${slug}/importacoes/nova`,
                  icon: <Download size={18} aria-hidden />,
                },
                {
                  label: 'Nova campanha',
                  href: `/${slug}/campanhas/nova`,
                  icon: <Megaphone size={18} aria-hidden />,
                  keywords: ['disparo', 'em massa', 'promoção'],
                },
                {
                  label: 'Agendar uma publicação',
                  href: `/${slug}/publicacoes/nova`,
                  icon: <CalendarPlus size={18} aria-hidden />,
                  keywords: ['grupo', 'status', 'stories'],
                },
                {
                  label: 'Exportar esta lista',
                  act: 'export' as const,
                  icon: <FileDown size={18} aria-hidden />,
                  keywords: ['baixar', 'planilha', 'excel', 'csv', 'arquivo'],
                },
                {
                  label: 'Pausar tudo até amanhã 8h',
                  act: 'pause' as const,
                  icon: <CirclePause size={18} aria-hidden />,
                  keywords: ['parar', 'envios', 'pausa', 'mensagens'],
                },
                {
                  label: 'Retomar envios',
                  act: 'resume' as const,
                  icon: <CirclePlay size={18} aria-hidden />,
                  keywords: ['continuar', 'despausar', 'pausa'],
                },
              ],
            },
          ]
        : []),
    ],
  }
  return (
    <PortalLive empresa={slug} initial={{ bell, unread: unread.total.count, running }}>
      <Frame
        tenant={{ slug, name: page.name, href: `/${slug}/hoje` }}
        tenants={tenants}
        createHref={mayFound ? '/escolher/nova' : null}
        person={{ name: me.name, email: me.email }}
        theme={themeOf(jar.get(THEME_COOKIE)?.value)}
        collapsed={jar.get(SIDEBAR_COOKIE)?.value === 'collapsed'}
        groups={groups}
        bar={barOf(groups)}
        palette={<PortalPalette {...palette} />}
        paletteCompact={<PortalPalette {...palette} compact />}
        bell={<PortalBell empresa={slug} timezone={page.timezone} now={page.now} />}
      >
        <PortalRunning empresa={slug} operates={page.operates} />
        <SavedViewsProvider empresa={slug} initial={views} mayShare={page.operates}>
          {children}
        </SavedViewsProvider>
      </Frame>
    </PortalLive>
  )
}
