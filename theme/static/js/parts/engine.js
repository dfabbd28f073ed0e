// The search engine, in a worker where there is one, so that answering never holds up typing; else in the page.

/** What `open` of search.js gives, and what newer questions make of older ones: `search(query, {…, signal})`. */
export async function openEngine(base) {
  const script = document.documentElement.dataset.worker;
  if (script && globalThis.Worker && !globalThis.idpOffline) {
    const worker = inWorker(base, script);
    if (await worker.works) return worker;
  }
  const module = await import('./search.js');
  return module.open(base);
}

function inWorker(base, script) {
  const address = new URL(script, base).href;
  const policy = globalThis.trustedTypes?.createPolicy('idp-search', { createScriptURL: () => address });
  const waiting = new Map();
  let last = 0;
  let worker;
  const ask = (message, signal) => new Promise((resolve, reject) => {
    last += 1;
    const id = last;
    waiting.set(id, { resolve, reject });
    signal?.addEventListener('abort', () => {
      worker.postMessage({ cancel: id });
      if (waiting.delete(id)) reject(signal.reason);
    });
    worker.postMessage({ id, base, ...message });
  });
  // The first answer of any kind shows that the worker runs; what a browser cannot run says so as an error event.
  const works = new Promise((resolve) => {
    try {
      worker = new Worker(policy ? policy.createScriptURL('') : address, { type: 'module' });
    } catch {
      resolve(false);
      return;
    }
    worker.onerror = () => {
      worker.terminate();
      resolve(false);
    };
    worker.onmessage = ({ data: { id, answer, error, broken } }) => {
      resolve(!broken);
      const { resolve: done, reject } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error === undefined) done?.(answer); else reject?.(new Error(error));
    };
    ask({}).catch(() => {});
  });
  return {
    works,
    prefetch: () => ask({}),
    search: (query, { signal, ...options } = {}) => ask({ query, options }, signal),
  };
}
