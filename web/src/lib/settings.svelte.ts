// The person's settings while the page runs: read once, applied, kept by the server and here.
import { ApiError, getSettings, putSettings } from './api';
import { keys } from './keys';
import { DEFAULTS, readSettings, type SettingsDocument } from './settings';

const COPY = 'gametape.settings'; // so that the first picture has the right theme, and offline
const SAVE_AFTER_MS = 400;

function copy(): SettingsDocument {
  try {
    return readSettings(JSON.parse(localStorage.getItem(COPY) ?? '{}')).doc;
  } catch {
    return DEFAULTS;
  }
}

class Settings {
  doc = $state.raw<SettingsDocument>(copy());
  /** A sentence when the server could not keep the settings; they stand in this browser then. */
  problem = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the server had before a change made here does not undo it, however late it comes. */
  #changes = 0;

  constructor() {
    this.#apply();
  }

  /** Fetch what the server keeps; without it the copy in this browser stands. */
  async load(): Promise<void> {
    const before = this.#changes;
    try {
      const stored = await getSettings();
      if (before === this.#changes) this.#take(readSettings(stored).doc);
      this.problem = null;
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Change some of it: shown at once, kept by the server a moment later. */
  change(part: Partial<SettingsDocument>): void {
    this.#changes += 1;
    this.#take({ ...this.doc, ...part });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** Hand the document to the server now. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await putSettings(this.doc);
      this.problem = null;
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.problem = `${error.message} The settings are kept in this browser only.`;
  }

  #take(doc: SettingsDocument): void {
    this.doc = doc;
    try {
      localStorage.setItem(COPY, JSON.stringify(doc));
    } catch {
      // A browser that keeps nothing: the server still does.
    }
    this.#apply();
  }

  #apply(): void {
    keys.changed = this.doc.keys;
    keys.characters = this.doc.single_keys;
  }
}

export const settings = new Settings();
