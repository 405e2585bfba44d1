// Tells when pixels become denser or coarser: a window moved to another screen keeps its size.

/** Run whenever the device's pixels for one of CSS change; returns how to stop. */
export function onDensity(run: () => void): () => void {
  let stop = (): void => undefined;
  const watch = (): void => {
    // A query can only say that the density is no longer this one.
    const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const changed = (): void => {
      watch();
      run();
    };
    now.addEventListener('change', changed, { once: true });
    stop = () => now.removeEventListener('change', changed);
  };
  watch();
  return () => stop();
}
