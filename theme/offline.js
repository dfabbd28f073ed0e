// Only in portals built with `--offline`: what a page that was opened as a file needs instead of modules and `fetch`.
// Beside every file that scripts ask for stands `<file>.js`, which hands its contents over with `idpOffline.take`.
(() => {
  const base = new URL('..', document.currentScript.src);
  const loading = new Map();
  const taken = new Map();
  // Nothing but this portal's own files is ever run, whatever asks for it.
  const policy = globalThis.trustedTypes?.createPolicy('idp-offline', {
    createScriptURL: (address) => {
      if (!address.startsWith(base.href)) throw new TypeError(`${address} is not of this portal`);
      return address;
    },
    createHTML: (text) => text,
  });

  /** Runs the script beside a file; resolves with what it hands over. */
  function load(path) {
    if (!loading.has(path)) {
      const reading = new Promise((resolve, reject) => {
        const script = document.createElement('script');
        const address = new URL(`${path.split('/').map(encodeURIComponent).join('/')}.js`, base).href;
        script.src = policy ? policy.createScriptURL(address) : address;
        script.onload = () => (taken.has(path) ? resolve(taken.get(path)) : reject(new TypeError(`${path} is not what it should be`)));
        script.onerror = () => reject(new TypeError(`${path} cannot be read`));
        document.head.append(script);
      });
      loading.set(path, reading);
      reading.catch(() => loading.delete(path));
    }
    return loading.get(path);
  }

  const below = (address) => decodeURIComponent(new URL(address, document.baseURI).href.slice(base.href.length));

  /** The file that a server would send for a folder of this portal. */
  function page(address) {
    const url = new URL(address, document.baseURI);
    if (url.protocol === 'file:' && url.href.startsWith(base.href) && url.pathname.endsWith('/')) url.pathname += 'index.html';
    return url.href;
  }

  globalThis.idpOffline = {
    take: (path, value) => taken.set(path, value),
    module: (path) => load(path),
    fetch: async (address) => {
      const text = await load(below(address));
      return new Response(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    },
    page,
  };

  // Links that scripts draw lead to folders, as on a server; they are completed when they are followed.
  for (const event of ['click', 'auxclick']) {
    addEventListener(event, ({ target }) => {
      const link = target.closest?.('a[href]');
      const address = link?.getAttribute('href');
      if (address && /\/(?:[?#]|$)/.test(address)) link.setAttribute('href', page(address));
    }, true);
  }

  // Icons that scripts draw stand in a sheet, which a page opened as a file cannot refer to: it becomes a part of the page.
  const { dataset } = document.documentElement;
  const sheet = dataset.icons;
  dataset.icons = '';
  if (sheet) {
    load(sheet).then((text) => {
      const drawing = atob(text);
      const icons = new DOMParser().parseFromString(policy ? policy.createHTML(drawing) : drawing, 'image/svg+xml').documentElement;
      icons.setAttribute('hidden', '');
      document.body.append(document.adoptNode(icons));
    }).catch(() => {});
  }
})();
