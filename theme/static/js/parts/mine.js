// What is the reader's own: starred entities and pages seen lately. It never leaves the browser.
import { element, here, root } from './dom.js';
import { recall, remember } from './storage.js';

const kept = 12;

function noteVisit() {
  const main = document.querySelector('main[data-entity-ref]') ?? document.querySelector('.docs-main');
  const title = main?.querySelector('h1')?.firstChild?.textContent?.trim() || document.title.split(' · ')[0];
  if (!main) return;
  const href = here();
  const others = recall('recent', []).filter((it) => it.href !== href);
  remember('recent', [{ href, title }, ...others].slice(0, kept));
}

function stars() {
  const starred = () => recall('starred', []);
  for (const button of document.querySelectorAll('.star-button')) {
    const { star, starTitle, starHref } = button.dataset;
    const show = () => button.setAttribute('aria-pressed', String(starred().some((it) => it.ref === star)));
    button.addEventListener('click', () => {
      const others = starred().filter((it) => it.ref !== star);
      const was = others.length < starred().length;
      remember('starred', was ? others : [{ ref: star, title: starTitle, href: starHref }, ...others]);
      show();
    });
    show();
  }
}

/** Below the portal's root, and nothing else: storage is not trusted to hold an address. */
function local(href) {
  return typeof href === 'string' && /^[\w][\w\-./%~@+,]*$/.test(href) ? root() + href : null;
}

function fill(name, entries) {
  const block = document.querySelector(`[data-mine="${name}"]`);
  const items = entries.map((it) => ({ title: String(it?.title ?? ''), href: local(it?.href) })).filter((it) => it.href && it.title);
  if (!block || !items.length) return false;
  block.querySelector('ul').replaceChildren(...items.map((it) => element('li', {}, element('a', { href: it.href }, it.title))));
  block.hidden = false;
  return true;
}

export function mine() {
  noteVisit();
  stars();
  const section = document.getElementById('idp-mine');
  if (section) section.hidden = ![fill('starred', recall('starred', [])), fill('recent', recall('recent', []))].some(Boolean);
}
