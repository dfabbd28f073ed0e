// Search beside the page: answers what `parts/engine.js` asks, with the same module that a page without workers runs.
import { open } from './search.js';

const running = new Map();
let engine;

onmessage = async ({ data: { id, base, query, options, cancel } }) => {
  if (cancel) {
    running.get(cancel)?.abort();
    return;
  }
  const control = new AbortController();
  running.set(id, control);
  try {
    engine ??= await open(base);
    const answer = query === undefined ? await engine.prefetch() : await engine.search(query, { ...options, signal: control.signal });
    postMessage({ id, answer });
  } catch (error) {
    postMessage({ id, error: error.message, aborted: control.signal.aborted });
  } finally {
    running.delete(id);
  }
};
