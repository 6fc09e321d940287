// Draws the icons of the installed app from the mark, once: `npx tsx scripts/icons.ts`. Needs Debian's Chromium.
import { readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'

const mark = readFileSync('src/app/icon.svg', 'utf8')
const lines = /<g[\s\S]*<\/g>/.exec(mark)?.[0] ?? ''
const JADE = '#0b7457'

/** `share`: part of the side that the mark takes; launchers cut a maskable icon to a circle. */
const square = (share: number) => {
  const edge = (32 / share - 32) / 2
  const side = String(32 / share)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${String(-edge)} ${String(-edge)} ${side} ${side}" fill="none"><rect x="${String(-edge)}" y="${String(-edge)}" width="${side}" height="${side}" fill="${JADE}"/>${lines}</svg>`
}
const badge = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 3 27 27" fill="none">${lines}</svg>`

const icons = [
  ['192', 192, mark],
  ['512', 512, mark],
  ['maskable-192', 192, square(0.72)],
  ['maskable-512', 512, square(0.72)],
  ['apple-touch', 180, square(0.86)],
  ['badge', 96, badge],
] as const

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
})
for (const [name, side, svg] of icons) {
  const page = await browser.newPage({ viewport: { width: side, height: side } })
  const sized = svg.replace(
    '<svg ',
    `<svg style="width:${String(side)}px;height:${String(side)}px;display:block" `,
  )
  await page.setContent(`<body style="margin:0">${sized}</body>`)
  await page.screenshot({ path: `public/icons/${name}.png`, omitBackground: true })
  await page.close()
}
await browser.close()
