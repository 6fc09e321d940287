import type { Config } from 'tailwindcss'
import plugin from 'tailwindcss/plugin'

/**
 * The design tokens: warm paper in light, deep ink in dark. Jade is what can be done, amber wants attention,
 * red is loss or danger only. Every text token reaches 4.5:1 on paper, surface and sunken; `edge` 3:1.
 */
const light = {
  paper: '#faf7f2',
  surface: '#fffefb',
  sunken: '#f3eee5',
  line: '#e7dfd2',
  edge: '#8f8573',
  ink: '#211d17',
  soft: '#564e41',
  faint: '#6b6253',
  jade: '#0b7457',
  'jade-strong': '#085c45',
  'jade-soft': '#def0e7',
  'jade-ink': '#075740',
  'on-jade': '#ffffff',
  amber: '#b7791f',
  'amber-soft': '#fbeed3',
  'amber-ink': '#774a07',
  red: '#b3261a',
  'red-soft': '#fbe5e1',
  'red-ink': '#8c1a11',
  'on-red': '#ffffff',
  'chart-1': '#0b7457',
  'chart-2': '#6fb79c',
  'chart-3': '#c9bfae',
  'chart-4': '#d59a3a',
}

const dark: Record<keyof typeof light, string> = {
  paper: '#0e1312',
  surface: '#151c1a',
  sunken: '#1c2522',
  line: '#2a3431',
  edge: '#6d7c76',
  ink: '#eeebe4',
  soft: '#bbbfb7',
  faint: '#969e97',
  jade: '#3cc596',
  'jade-strong': '#5ad8ad',
  'jade-soft': '#12352a',
  'jade-ink': '#86e2c1',
  'on-jade': '#04231a',
  amber: '#e0a84a',
  'amber-soft': '#382a11',
  'amber-ink': '#f2c97f',
  red: '#f17f73',
  'red-soft': '#431d19',
  'red-ink': '#f8aca4',
  'on-red': '#2b0906',
  'chart-1': '#3cc596',
  'chart-2': '#1f7d60',
  'chart-3': '#4a5753',
  'chart-4': '#d59a3a',
}

const variables = (tokens: Record<string, string>) =>
  Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value]))

export default {
  content: [],
  theme: {
    extend: {
      colors: Object.fromEntries(Object.keys(light).map((name) => [name, `var(--${name})`])),
      fontFamily: { sans: ['var(--font-inter)', 'ui-sans-serif', 'system-ui', 'sans-serif'] },
      fontSize: {
        '2xs': ['0.6875rem', '1rem'],
        xs: ['0.75rem', '1rem'],
        sm: ['0.875rem', '1.25rem'],
        base: ['0.9375rem', '1.5rem'],
        lg: ['1.0625rem', '1.5rem'],
        xl: ['1.3125rem', '1.75rem'],
        '2xl': ['1.75rem', '2.125rem'],
      },
      boxShadow: {
        raised: '0 1px 2px rgb(33 29 23 / 0.05)',
        floating: '0 1px 2px rgb(33 29 23 / 0.06), 0 12px 32px -8px rgb(33 29 23 / 0.22)',
      },
      transitionDuration: { DEFAULT: '140ms' },
    },
  },
  plugins: [
    plugin(({ addBase }) => {
      addBase({
        ':root': { ...variables(light), 'color-scheme': 'light' },
        // Without a choice of the user the system decides, in CSS alone: no script, no flash.
        '@media (prefers-color-scheme: dark)': {
          ':root:not(.light)': { ...variables(dark), 'color-scheme': 'dark' },
        },
        ':root.dark': { ...variables(dark), 'color-scheme': 'dark' },
      })
    }),
  ],
} satisfies Config
