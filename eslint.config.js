import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { plainWords } from './scripts/lint/plain-words.js'

const UNSCOPED = [
  'src/kernel/tenancy/**',
  'src/kernel/engine/**',
  'src/kernel/live.ts',
  'src/kernel/health.ts',
  'src/domains/access/**',
  '**/*.test.ts',
  'test/**',
  'bench/**',
  'e2e/**',
  'scripts/**',
  'src/cli/**',
  'src/runtime/**',
  'src/worker.ts',
]

export default tseslint.config(
  { ignores: ['node_modules', '.next', '.retoma', '.test', 'src/generated', 'next-env.d.ts', '**/*.cjs'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    files: ['**/*.{ts,tsx}'],
    plugins: { retoma: { rules: { 'plain-words': plainWords } } },
    rules: {
      'retoma/plain-words': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read env() from src/env.ts.' },
        { object: 'Date', property: 'now', message: 'Take now from ctx, or a Clock.' },
      ],
      'no-restricted-globals': ['error', { name: 'parseFloat', message: 'Money is parsed by kernel/money.' }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.object.name='vi'][callee.property.name='mock'][arguments.0.value=/prisma|kernel.db/]",
          message: 'The database is never mocked.',
        },
        {
          selector:
            'CallExpression[callee.property.name=/^toMatchObject$|^toEqual$/] Property > Literal.value[regex]',
          message: 'A pattern matches any text here: use expect.stringMatching.',
        },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['public/sw.js'],
    languageOptions: {
      globals: {
        self: 'readonly',
        caches: 'readonly',
        fetch: 'readonly',
        Request: 'readonly',
        Response: 'readonly',
      },
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: UNSCOPED,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/kernel/db', '~/kernel/db'],
              importNames: ['database'],
              message: 'The unscoped database is for kernel/tenancy, domains/access and named system jobs.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/env.ts', 'test/**', 'e2e/**', 'bench/**', 'scripts/**', '*.config.ts', '**/*.test.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.configs.recommended.rules,
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'region'] }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
)
