import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { ReadyMark } from '~/ui/ready'
import { THEME_COOKIE, themeOf } from '~/ui/theme'
import { Toaster } from '~/ui/toaster'
import './globals.css'

const inter = localFont({
  src: '../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'swap',
})

export const metadata: Metadata = {
  title: { default: 'Retoma', template: '%s · Retoma' },
  description: 'Carrinhos parados, leads, pedidos e clientes da sua loja num lugar só.',
  robots: { index: false, follow: false },
  applicationName: 'Retoma',
  formatDetection: { telephone: false },
  manifest: '/manifest.webmanifest',
  appleWebApp: { capable: true, title: 'Retoma', statusBarStyle: 'default' },
  icons: { icon: '/icon.svg', apple: '/icons/apple-touch.png' },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf7f2' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1312' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading a request value also makes every page dynamic, which the nonce of the security policy needs.
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html lang="pt-BR" className={theme === 'system' ? inter.variable : `${inter.variable} ${theme}`}>
      <body>
        {children}
        <Toaster />
        <ReadyMark />
      </body>
    </html>
  )
}
