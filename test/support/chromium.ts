// The browser of the tests is the one of the scripts: rooms may import it from here.

export { hasChromium, openBrowser } from '#scripts/browser/chromium.ts'
