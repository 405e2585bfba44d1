// How Svelte components are compiled: TypeScript in them, runes everywhere, no exceptions.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
};
