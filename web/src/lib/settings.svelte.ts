// The person's settings while the page runs: read once, applied, kept by the server and here.
import { ApiError, getSettings, putSettings } from './api';
import { keys } from './keys';
import { DEFAULTS, readSettings, type SettingsDocument } from './settings';

const COPY = 'gametape.settings'; // so that the first picture has the right theme, and offline
const UNSAVED = 'gametape.settings.unsaved'; // when the change was made that the server has not yet
const SAVE_AFTER_MS = 400;
/** A change that waits for longer than this is taken to be older than what the server keeps. */
const UNSAVED_FOR_MS = 600_000;

/** Whether a change made in this browser has not reached the server, as far as is known. */
function unsaved(): boolean {
  try {
    const at = localStorage.getItem(UNSAVED);
    return at !== null && Math.abs(Date.now() - Number(at)) < UNSAVED_FOR_MS;
  } catch {
    return false;
  }
}

function markUnsaved(on: boolean): void {
  try {
    if (on) localStorage.setItem(UNSAVED, String(Date.now()));
    else localStorage.removeItem(UNSAVED);
  } catch {
    // A browser that keeps nothing: then only the sending on leaving helps.
  }
}

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
    // A page that was left at once after a change may not have been able to hand it over.
    if (unsaved()) return this.save();
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
    markUnsaved(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** Hand the document to the server now; `leaving`: the page may be gone before it answers. */
  async save(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = this.#changes;
    try {
      await putSettings(this.doc, leaving);
      if (changes === this.#changes) markUnsaved(false);
      this.problem = null;
    } catch (error) {
      this.#tell(error);
    }
  }

  /** The page is hidden or left: what waits to be saved cannot wait any longer. */
  leave(): void {
    if (this.#timer !== undefined && unsaved()) void this.save(true);
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
