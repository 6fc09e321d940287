import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect, type Page } from '@playwright/test'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = { desk: { width: 1280, height: 900 }, phone: { width: 360, height: 780 } }

/** The dark theme changes colours only: what else axe looks for was seen in the light one. */
const RULES = {
  light: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/** axe's verdict on the page as it stands. Evaluated, because the page's own policy lets no foreign script in. */
export async function violations(page: Page, theme: keyof typeof RULES): Promise<string[]> {
  await page.evaluate(AXE)
  const results = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
    // A path to each element that passes would cost more than the look itself.
    return axe.run({ runOnly, resultTypes: ['violations'], selectors: false })
  }, RULES[theme])
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`),
  )
}

/** Rows of a list that axe looks at: all further ones are the same component again, and it reads each of their elements. */
const ROWS = 20

/** Shows the first rows of each list only, or all again. */
async function showRows(page: Page, shown = Number.MAX_SAFE_INTEGER): Promise<void> {
  await page.evaluate((count) => {
    for (const [n, row] of document.querySelectorAll<HTMLElement>('[data-row]').entries())
      row.style.display = n < count ? '' : 'none'
  }, shown)
}

/** No violation and no sideways scrolling, at a desk and on a phone, light and dark. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const [name, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, `${where} ${name} scrolls sideways`).toBeLessThanOrEqual(0)
    await showRows(page, ROWS)
    // As high as the page: what happens to be half behind the bar at the foot would count as too small a target.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ ...size, height: Math.max(size.height, height) })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect
        .poll(() => violations(page, colorScheme), { message: `${where} ${name} ${colorScheme}` })
        .toEqual([])
    }
    await showRows(page)
  }
}
