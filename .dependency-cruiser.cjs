/** The import fences of ARCHITECTURE.md: data flows one way. Domains may call lower ones only, in this order. */
const ORDER = require('./scripts/lint/domains.cjs')

const upward = ORDER.map((domain, index) => ({
  name: `domain-${domain}-calls-lower-only`,
  severity: 'error',
  // A test may use the rows of a higher domain as facts; the code it proves may not.
  from: { path: `^src/domains/${domain}/`, pathNot: '[.]test[.]tsx?$' },
  to: { path: `^src/domains/(${ORDER.slice(0, index).join('|') || 'none'})/` },
}))

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^src/generated/' },
      to: { circular: true, viaOnly: { pathNot: '^src/generated/', dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-imports-no-domain',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/(domains|adapters|ui|app|wiring|cli|runtime)/' },
    },
    {
      name: 'ui-knows-no-domain',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(domains|adapters|app|wiring|cli|runtime)/' },
    },
    {
      name: 'adapters-import-kernel-only',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(domains|ui|app|wiring|cli|runtime)/' },
    },
    {
      name: 'domains-import-no-app',
      severity: 'error',
      from: { path: '^src/domains/' },
      to: { path: '^src/(app|cli|runtime)/' },
    },
    {
      name: 'domains-are-wired-not-wiring',
      severity: 'error',
      from: { path: '^src/domains/', pathNot: '^src/domains/[^/]+/ui/|[.]test[.]tsx?$' },
      to: { path: '^src/wiring/' },
    },
    {
      name: 'components-call-by-the-browser-client',
      severity: 'error',
      from: { path: '^src/domains/[^/]+/ui/' },
      to: { path: '^src/wiring/', pathNot: '^src/wiring/(client|use-[a-z]+)[.]ts$' },
    },
    {
      name: 'processes-show-no-page',
      severity: 'error',
      from: { path: '^src/(cli/|runtime/|worker[.]ts$)' },
      to: { path: '^src/(app|ui)/' },
    },
    {
      name: 'schema-is-browser-safe',
      severity: 'error',
      from: { path: '^src/domains/[^/]+/(schema|rules)[.]ts$' },
      to: { path: '^src/(kernel/(db|tenancy|log|secrets)|generated|env)|^node:' },
    },
    {
      name: 'proxy-touches-no-database',
      severity: 'error',
      from: { path: '^src/proxy[.]ts$' },
      to: { path: '^src/(kernel/(db|tenancy)|domains|generated)' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
