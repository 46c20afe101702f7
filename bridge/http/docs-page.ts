// The OpenAPI document as a page for people: a table, without script or style.

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly responses?: Readonly<Record<string, unknown>>
}
interface Document {
  readonly info: { readonly title: string; readonly description?: string }
  readonly paths?: unknown
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const safe = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? '')

const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${safe(cell)}`).join('')}`

export const docsPage = ({ info, paths }: Document): string => {
  const all = Object.entries((paths ?? {}) as Readonly<Record<string, Readonly<Record<string, Operation>>>>)
  const rows = all.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '', tags = [], responses = {} }]) =>
      row([tags.join(', '), method.toUpperCase(), path, summary, Object.keys(responses).join(' ')]),
    ),
  )
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${safe(info.title)}</title>
<h1>${safe(info.title)}</h1><p>${safe(info.description ?? '')}
<p>For programs: <a href="/api/openapi.json">openapi.json</a>
<table><thead><tr><th>About<th>Method<th>Path<th>What<th>Answers<tbody>
${rows.join('\n')}
</table></html>
`
}
