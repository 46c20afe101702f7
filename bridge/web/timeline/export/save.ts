// Hands a file to the person: the browser's own way of saving.

/** Long enough for a browser that asks where to. */
const KEPT = 60_000

export const saveFile = (data: Blob, name: string): void => {
  const url = URL.createObjectURL(data)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), KEPT)
}
