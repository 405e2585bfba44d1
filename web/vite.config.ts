// How the page is built, served while it is written, and tested.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const SERVER = process.env['GAMETAPE_SERVER'] ?? 'http://127.0.0.1:8477';
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

/** The licences of the fonts and of every package whose code is in the page travel with it. */
function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle(_, bundle) {
      const packages = new Set(FONTS);
      for (const chunk of Object.values(bundle)) {
        for (const module of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
          if (found !== undefined) packages.add(found);
        }
      }
      for (const name of packages) {
        const folder = join(import.meta.dirname, 'node_modules', name);
        const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
        if (file === undefined) this.error(`${name} is in the page and has no licence file`);
        const fileName = `licences/${name.replace('@', '').replace('/', '-')}.txt`;
        this.emitFile({
          type: 'asset',
          fileName,
          source: readFileSync(join(folder, file)),
        });
      }
    },
  };
}

/** What is worth it lies packed beside the rest, so that the server only has to send it. */
function twins(): Plugin {
  const WORTH_BYTES = 1_000;
  return {
    name: 'twins',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      for (const name of Object.keys(bundle).filter((one) => /\.(js|css|html|svg)$/.test(one))) {
        const file = join(dir, name);
        const plain = readFileSync(file);
        if (plain.length < WORTH_BYTES) continue;
        writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(plain));
      }
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [svelte(), licences(), twins()],
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
    proxy: { '/api': { target: SERVER, ws: true, changeOrigin: false } },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['./steady.ts'],
    testTimeout: 60_000,
  },
});
