// The OpenAPI document as a page for people: no script, no style, nothing from elsewhere.

interface Operation {
  readonly summary?: string
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>
}
interface Document {
  readonly info?: { readonly title?: string; readonly description?: string }
  readonly paths?: unknown
}

const safe = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '')

const operation = (path: string, method: string, { summary = '', responses = {} }: Operation): string => {
  const rows = Object.entries(responses).map(
    ([status, { description = '' }]) => `<dt>${safe(status)}</dt><dd>${safe(description)}</dd>`,
  )
  return `<h2><code>${safe(method.toUpperCase())} ${safe(path)}</code></h2><p>${safe(summary)}</p><dl>${rows.join('')}</dl>`
}

export const docsPage = ({ info, paths }: Document): string => {
  const all = (paths ?? {}) as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  const operations = Object.entries(all).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => operation(path, method, one)),
  )
  const title = safe(info?.title ?? '')
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>`,
    `<h1>${title}</h1><p>${safe(info?.description ?? '')}</p>`,
    '<p>The same for programs: <a href="/v1/openapi.json">openapi.json</a></p>',
    ...operations,
    '</body></html>',
  ].join('\n')
}
