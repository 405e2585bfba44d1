// Fetches code that is not needed yet while nothing else is to be done, so that it is here when it is
// asked for, and also when the server has gone meanwhile.

type Load = () => Promise<unknown>;

/** Run loads one after the other in idle time; one that fails is tried again when it is needed. */
export function whenIdle(loads: readonly Load[], idle: (run: () => void) => void = soon): void {
  const [first, ...others] = loads;
  if (first === undefined) return;
  idle(() => {
    const next = (): void => whenIdle(others, idle);
    first().then(next, next);
  });
}

/** Not every browser tells when it is idle. */
function soon(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 5_000 });
  else setTimeout(run, 1_000);
}
