// How the page is built, served while it is written, and tested; `--mode share` builds the one file
// into which `gametape share` puts a session.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig, type ViteUserConfig as UserConfig } from 'vitest/config';

const SERVER = process.env['GAMETAPE_SERVER'] ?? 'http://127.0.0.1:8477';
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

/** The file of a package that holds its licence. */
function licenceOf(name: string): string | undefined {
  const folder = join(import.meta.dirname, 'node_modules', name);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return file === undefined ? undefined : join(folder, file);
}

/** The package that a module belongs to. */
function packageOf(module: string): string | undefined {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
}

/** The licences of the fonts and of every package whose code is in the page travel with it. */
function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle(_, bundle) {
      const packages = new Set(FONTS);
      for (const chunk of Object.values(bundle)) {
        for (const module of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const found = packageOf(module);
          if (found !== undefined) packages.add(found);
        }
      }
      for (const name of packages) {
        const file = licenceOf(name);
        if (file === undefined) this.error(`${name} is in the page and has no licence file`);
        const fileName = `licences/${name.replace('@', '').replace('/', '-')}.txt`;
        this.emitFile({
          type: 'asset',
          fileName,
          source: readFileSync(file),
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

/** What browsers may do with a shared file: run this one script and this one style, ask nobody. */
function policyOf(script: string, style: string): string {
  const sha = (text: string): string =>
    `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${sha(script)}`,
    `style-src ${sha(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The licences of packages as a comment of the document. */
function noticeOf(packages: ReadonlySet<string>): string {
  const texts = [...packages].sort().map((name) => {
    const file = name === '' ? undefined : licenceOf(name);
    return file === undefined ? '' : `${name}\n\n${readFileSync(file, 'utf-8').trim()}\n`;
  });
  const text = texts.filter((one) => one !== '').join('\n');
  return text === ''
    ? ''
    : `<!--\nCode of others in this file:\n\n${text.replace(/--+/g, '-')}-->\n`;
}

/** Puts script and style into the document itself; the system's own fonts stand in for ours. */
function oneFile(): Plugin {
  return {
    name: 'one-file',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/styles/page.css') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : null,
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['share.html'];
        if (page?.type !== 'asset') this.error('there is no share.html');
        let [script, style] = ['', ''];
        const packages = new Set<string>();
        for (const [name, chunk] of Object.entries(bundle)) {
          if (chunk === page) continue;
          if (chunk.type === 'chunk') {
            script += chunk.code;
            for (const module of chunk.moduleIds) packages.add(packageOf(module) ?? '');
          } else if (name.endsWith('.css')) style += String(chunk.source);
          else this.error(`${name} cannot be in the one file`);
          delete bundle[name];
        }
        // What would end the element, or begin a comment in it, is written so that it does not.
        script = script.replace(/<(?=\/script|script|!--)/gi, '\\x3c').trim();
        const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}" />`;
        page.source = String(page.source)
          .replace(/\s*<script type="module"[^>]*><\/script>/, '')
          .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
          .replace('<meta charset="utf-8" />', (found) => `${found}\n    ${policy}`)
          .replace('</head>', () => `  <style>${style}</style>\n  </head>`)
          .replace('<html', () => `${noticeOf(packages)}<html`)
          .replace('</body>', () => `  <script type="module">${script}</script>\n  </body>`);
      },
    },
  };
}

/** The build of the one file: everything in one script, beside the page that is there already. */
const SHARE: UserConfig = {
  base: './',
  plugins: [svelte(), oneFile()],
  publicDir: false,
  build: {
    outDir: process.env['GAMETAPE_WEB_OUT'] ?? 'dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: { input: 'share.html', output: { codeSplitting: false } },
  },
};

const PAGE: UserConfig = {
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
};

export default defineConfig(({ mode }) => (mode === 'share' ? SHARE : PAGE));
