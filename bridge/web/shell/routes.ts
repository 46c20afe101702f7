// Which page a path shows. Paths are few and fixed: whatever else is asked for is told to be unknown.

export const PAGES = ['door', 'access', 'timeline', 'privacy', 'settings', 'setup'] as const
export type PageName = (typeof PAGES)[number]

/** @returns undefined for a path that no page has */
export const pageOf = (path: string): PageName | undefined => {
  const [, first = '', ...rest] = path.split('/')
  if (first === '' && rest.length === 0) return 'door'
  // What follows is the page's own: a visit, a grant.
  return PAGES.find((name) => name === first)
}

export const TABS = ['door', 'access', 'timeline', 'privacy', 'settings'] as const satisfies readonly PageName[]
export type TabName = (typeof TABS)[number]

export const pathOf = (page: PageName): string => (page === 'door' ? '/' : `/${page}`)
