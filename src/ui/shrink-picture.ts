/** Longest side that a phone shows sharply; WhatsApp itself sends no larger ones. */
const LONGEST = 1600

/**
 * A photo as a JPEG small enough to post, made in the browser. @returns a `data:` address.
 * @throws Error in Portuguese for a file that is no picture.
 */
export async function shrinkPicture(file: File): Promise<string> {
  const image = await createImageBitmap(file).catch(() => {
    throw new Error('Este arquivo não é uma foto que o navegador abra. Use JPEG, PNG ou WebP.')
  })
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  const paper = canvas.getContext('2d')
  if (!paper) throw new Error('O navegador não conseguiu preparar a foto.')
  // A JPEG has no transparency: what was see-through would become black.
  paper.fillStyle = '#ffffff'
  paper.fillRect(0, 0, canvas.width, canvas.height)
  paper.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return canvas.toDataURL('image/jpeg', 0.85)
}
