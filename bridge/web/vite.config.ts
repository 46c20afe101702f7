// Builds the owner's app (/), the courier's page (/visit/) and the service worker (/sw.js) into dist/.
// Everything is served from its own origin, under names that carry a hash of what is in them.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { firstLoads } from './first-load.ts'
import { packed } from './packed.ts'
import { worker } from './sw/build.ts'
import { trimmed } from './trimmed.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const entries = { app: here('./index.html'), visit: here('./visit/index.html') }

export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: here('./public'),
  appType: 'mpa',
  plugins: [trimmed(), worker(), packed()],
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: ['chrome94', 'firefox102', 'safari15.4'],
    // Inline scripts and data: fonts would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: entries,
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: { groups: firstLoads(entries) },
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
