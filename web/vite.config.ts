// How the page is built, served while it is written, and tested.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const SERVER = process.env['GAMETAPE_SERVER'] ?? 'http://127.0.0.1:8477';
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

/** The fonts' licence (OFL) asks to travel with them. */
function fontLicences(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'font-licences',
    apply: 'build',
    generateBundle() {
      for (const font of FONTS) {
        const source = readFileSync(require.resolve(`${font}/LICENSE`));
        const name = font.slice(font.indexOf('/') + 1);
        this.emitFile({ type: 'asset', fileName: `licences/${name}.txt`, source });
      }
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [svelte(), fontLicences()],
  // The document names its script from the root, since /s/{slug} is one folder deeper and the
  // page's own policy forbids <base>; scripts name each other relative to themselves.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `/${file}` : { relative: true }),
  },
  build: {
    outDir: process.env['GAMETAPE_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy allows no data: fonts or styles
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: {
    port: 5173,
    proxy: { '/api': { target: SERVER, ws: true, changeOrigin: true, xfwd: false } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
