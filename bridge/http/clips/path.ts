// Which questions to the clip service are handed on: an exact list. Whatever is not on it stays here, so that no path
// leads anywhere else there.

const DOOR = 'doors/[A-Za-z0-9_-]{43}'
const CLIP = `${DOOR}/clips/[A-Za-z0-9_-]{22}`

/** Behind /api/clips/ here, behind /v1/ there. */
const PATHS: readonly (readonly [path: string, methods: string])[] = [
  [`${DOOR}/clips`, 'GET'],
  [`${DOOR}/usage`, 'GET'],
  [`${DOOR}/gone`, 'GET'],
  [`${DOOR}/retention`, 'PUT'],
  [`${DOOR}/ownership`, 'PUT'],
  [CLIP, 'GET PUT DELETE'],
  [`${CLIP}/hold`, 'PUT DELETE'],
  [`${CLIP}/lines`, 'GET'],
  [`${CLIP}/end`, 'PUT'],
  [`${CLIP}/parts/(0|[1-9][0-9]{0,3})`, 'GET PUT'],
]
const RULES = PATHS.map(([path, methods]) => ({ form: new RegExp(`^${path}$`), methods: methods.split(' ') }))
const QUERY = /^\?[\w.=&-]{1,200}$/
const KEY = '.well-known/hausrecht-cloud'

/**
 * @param rest what stands behind /api/clips/, as it was sent
 * @returns the path and query to ask the service for; undefined: not to be asked
 */
export const upstreamPath = (method: string, rest: string): string | undefined => {
  if (rest === KEY) return method === 'GET' ? `/${KEY}` : undefined
  const [, path = '', query = ''] = /^([^?]*)(\?.*)?$/.exec(rest) ?? []
  if (query !== '' && !QUERY.test(query)) return undefined
  const fits = RULES.some(({ form, methods }) => methods.includes(method) && form.test(path))
  return fits ? `/v1/${path}${query}` : undefined
}
