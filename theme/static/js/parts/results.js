// Search: the engine, fetched when somebody searches, and how a hit looks. Shared by the dialog and the search page.
import { element, icon, root } from './dom.js';
import { openEngine } from './engine.js';

const words = new Map([
  ['component', 'Component'], ['api', 'API'], ['resource', 'Resource'], ['system', 'System'], ['domain', 'Domain'],
  ['group', 'Group'], ['user', 'User'], ['template', 'Template'], ['location', 'Location'],
  ['docs', 'Docs'], ['operation', 'API operation'], ['adr', 'Decision'],
]);
const own = new Map([['docs', 'docs'], ['operation', 'operation'], ['adr', 'adr']]);
const styles = new Map([['operation', 'api'], ['docs', 'location'], ['adr', 'location']]);

let engine;

/** The search engine; fetched once, and again after a failure. */
export function loadEngine() {
  engine ??= openEngine(portal())
    .catch((error) => {
      engine = undefined;
      throw error;
    });
  return engine;
}

/** Absolute address of the portal's root. */
export function portal() {
  return new URL(root(), location.href).href;
}

/** A page's address; where pages are opened as files (theme/offline.js), its file. */
export function pageOf(address) {
  return globalThis.idpOffline?.page(address) ?? address;
}

/** The word for a kind of hit. */
export function kindWord(kind) {
  return words.get(kind) ?? (kind ? kind[0].toUpperCase() + kind.slice(1) : 'Page');
}

function kindIcon(kind) {
  const style = styles.get(kind) ?? (words.has(kind) ? kind : 'other');
  const name = own.get(kind) ?? (words.has(kind) ? `kind-${kind}` : 'kind-other');
  return element('span', { class: `kind-icon kind-icon-small kind-${style}` }, icon(name));
}

/** Text with its matches marked. */
function marked(parts) {
  return (parts ?? []).map(({ text, match }) => (match ? element('mark', {}, text) : text));
}

/** Where a hit leads; nowhere outside the portal. */
export function addressOf(hit) {
  const { href } = new URL(hit.url, portal());
  return pageOf(href.startsWith(portal()) ? href : portal());
}

/** One hit as a link; `above` breadcrumbs are already said by the heading of its group. */
export function hitLink(hit, attributes = {}, above = 0) {
  const path = (hit.breadcrumbs ?? []).slice(above).join(' / ');
  const excerpt = marked(hit.excerpt);
  return element(
    'a',
    { class: 'hit', href: addressOf(hit), ...attributes },
    kindIcon(hit.kind),
    element(
      'span',
      { class: 'hit-body' },
      element('span', { class: 'hit-title' }, element('bdi', {}, hit.title), element('span', { class: 'hit-kind' }, kindWord(hit.kind))),
      path && element('span', { class: 'hit-path' }, path),
      excerpt.length ? element('span', { class: 'hit-text' }, ...excerpt) : null,
    ),
  );
}

/** Hits by docs site or entity, in the order of the best hit of each. */
export function grouped(hits) {
  const groups = new Map();
  for (const hit of hits) {
    const name = hit.breadcrumbs?.[0] ?? `${kindWord(hit.kind)}s`;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(hit);
  }
  return groups;
}

const filter = /(^|\s)-?(?:kind|type|owner|system|lifecycle|tag|site|lang|version):(?:"[^"]*"?|\S+)/gi;

/** A question without its filters; nothing where it has none or is nothing else. */
export function withoutFilters(query) {
  const words = query.replace(filter, '$1').trim().replace(/\s+/g, ' ');
  return words === query.trim() ? '' : words;
}

/** How many, in words. */
export function countWords(total) {
  if (total === 0) return 'No results';
  return total === 1 ? '1 result' : `${total.toLocaleString()} results`;
}
