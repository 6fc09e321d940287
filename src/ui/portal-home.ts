/** Where menus and tooltips are put: inside the page's main landmark, so that a screen reader finds them there. */
export function portalHome(): HTMLElement | null {
  return typeof document === 'undefined' ? null : document.querySelector('main')
}
