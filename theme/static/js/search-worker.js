// Search beside the page: answers what `parts/engine.js` asks, with the same module that a page without workers runs.
const running = new Map();
let engine;

onmessage = async ({ data: { id, base, query, options, cancel } }) => {
  if (cancel) {
    running.get(cancel)?.abort();
    return;
  }
  const control = new AbortController();
  running.set(id, control);
  let opened;
  try {
    engine ??= import('./search.js').then((module) => module.open(base));
    opened = await engine;
    const answer = query === undefined ? await opened.prefetch() : await opened.search(query, { ...options, signal: control.signal });
    postMessage({ id, answer });
  } catch (error) {
    // Some browsers have workers that import nothing: the page then does it all.
    if (!opened) engine = undefined;
    postMessage({ id, error: error.message, broken: !opened });
  } finally {
    running.delete(id);
  }
};
