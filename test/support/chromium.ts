// The browser of the tests is the one of the scripts: rooms may import it from here.

export { hasChromium, openBrowser } from '#scripts/browser/chromium.ts'

/** For every page before anything of it: what its policies forbid is told, also where a script caught the refusal. */
export const TELL_BREACHES = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  console.error('content security policy', effectiveDirective, blockedURI, sample))`
