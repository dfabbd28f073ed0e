// The search page: the same hits with facets, and everything in the address, so that it can be shared and gone back to.
import { element, root } from './parts/dom.js';
import { countWords, hitLink, kindWord, loadEngine, withoutFilters } from './parts/results.js';

const page = document.getElementById('idp-search-page');
const input = page.querySelector('#page-search');
const status = page.querySelector('.search-status');
const body = page.querySelector('.search-body');
const facetBox = page.querySelector('.search-facets');
const list = page.querySelector('.search-results');
const titles = new Map([['kind', 'Kind'], ['type', 'Type'], ['owner', 'Owner'], ['system', 'System'], ['lifecycle', 'Lifecycle'], ['site', 'Docs site'], ['lang', 'Language'], ['version', 'Version'], ['tag', 'Tag']]);
const step = 30;
const few = 8;
const opened = new Set();
let limit = step;
let asked = 0;
let stale;

/** The query and the filters that the address holds: `?q=…&filters[kind]=docs`. */
function read() {
  const filters = new Map();
  for (const [key, value] of new URLSearchParams(location.search)) {
    const name = /^filters\[([a-z]+)\]$/.exec(key)?.[1];
    if (name && titles.has(name)) filters.set(name, [...(filters.get(name) ?? []), value]);
  }
  return { query: new URLSearchParams(location.search).get('q') ?? '', filters };
}

function address(query, filters) {
  const pairs = [['q', query]];
  for (const [name, values] of filters) for (const value of values) pairs.push([`filters[${name}]`, value]);
  const text = pairs.filter(([, value]) => value).map((it) => it.map(encodeURIComponent).join('=')).join('&');
  return `${location.pathname}${text ? `?${text.replaceAll('%5B', '[').replaceAll('%5D', ']')}` : ''}`;
}

function go(query, filters, how) {
  limit = step;
  history[how](null, '', address(query, filters));
  return show();
}

function toggle(filters, name, value) {
  const next = new Map(filters);
  const values = next.get(name) ?? [];
  next.set(name, values.includes(value) ? values.filter((it) => it !== value) : [...values, value]);
  if (!next.get(name).length) next.delete(name);
  return next;
}

let names = {};

/** What owners and systems are called; their names stand in until that is here. */
async function loadNames() {
  const answer = await fetch(`${root()}catalog.json`);
  names = (await answer.json()).names ?? {};
}

function wordFor(facet, value) {
  if (facet === 'kind') return kindWord(value);
  return names[facet]?.[value] ?? value;
}

function drawFacets(facets, query, filters) {
  const chosen = (name, value) => filters.get(name)?.includes(value) ?? false;
  const groups = Object.entries(facets).filter(([name, values]) => titles.has(name) && (values.length > 1 || filters.has(name)));
  const open = matchMedia('(min-width: 64rem)').matches || (facetBox.querySelector('details')?.open ?? filters.size > 0);
  const drawn = groups.map(([name, values]) => {
    const sorted = [...values].sort((a, b) => chosen(name, b.value) - chosen(name, a.value));
    const shown = sorted.slice(0, opened.has(name) ? 100 : few);
    return element('fieldset', { class: 'facet' }, element('legend', {}, titles.get(name)), ...shown.map(({ value, count }) => {
      const box = element('input', { type: 'checkbox', checked: chosen(name, value) });
      box.addEventListener('change', async () => {
        await go(query, toggle(filters, name, value), 'pushState');
        facetBox.querySelector(`[data-facet="${CSS.escape(`${name}:${value}`)}"]`)?.focus();
      });
      box.dataset.facet = `${name}:${value}`;
      return element('label', {}, box, element('bdi', {}, wordFor(name, value)), element('span', { class: 'number' }, count.toLocaleString()));
    }), moreButton(name, sorted.length, () => drawFacets(facets, query, filters)));
  });
  facetBox.replaceChildren(...(drawn.length ? [element('details', { open }, element('summary', {}, 'Filters'), ...drawn)] : []));
}

function moreButton(name, count, draw) {
  if (count <= few) return null;
  const open = opened.has(name);
  const button = element('button', { class: 'more', type: 'button', 'aria-expanded': String(open), 'data-facet': `${name}:` }, open ? 'Show fewer' : `Show ${Math.min(100, count) - few} more`);
  button.addEventListener('click', () => {
    if (!opened.delete(name)) opened.add(name);
    draw();
    facetBox.querySelector(`[data-facet="${name}:"]`)?.focus();
  });
  return button;
}

function nothing(query, filters, suggestion) {
  const parts = [element('p', { class: 'empty-title' }, `Nothing found for “${query}”${filters.size ? ' with these filters' : ''}`)];
  const buttons = [];
  const offer = (text, act) => {
    const button = element('button', { class: 'button', type: 'button' }, text);
    button.addEventListener('click', act);
    buttons.push(button);
  };
  for (const name of filters.keys()) {
    const without = new Map(filters);
    without.delete(name);
    offer(`Any ${titles.get(name).toLowerCase()}`, () => go(query, without, 'pushState'));
  }
  for (const words of [suggestion, withoutFilters(query)].filter(Boolean)) offer(`Search for “${words}”`, () => go(words, new Map(), 'pushState'));
  if (buttons.length) parts.push(element('div', { class: 'button-row' }, ...buttons));
  else parts.push(element('p', {}, 'Fewer or other words may help. The index below leads to every page.'));
  document.documentElement.classList.remove('asked');
  return element('div', { class: 'empty-state' }, ...parts);
}

async function show() {
  const { query, filters } = read();
  if (document.activeElement !== input || input.value.trim() !== query) input.value = query;
  asked += 1;
  const mine = asked;
  body.hidden = !query;
  document.documentElement.classList.toggle('asked', Boolean(query));
  if (!query) {
    status.textContent = '';
    return;
  }
  try {
    const [engine] = await Promise.all([loadEngine(), named]);
    if (mine !== asked) return;
    stale?.abort();
    stale = new AbortController();
    const found = await engine.search(query, { limit, filters: Object.fromEntries(filters), facets: true, signal: stale.signal });
    if (mine !== asked) return;
    status.textContent = countWords(found.total) + (found.suggestion && found.total ? ` for “${found.suggestion}”` : '');
    drawFacets(found.facets, query, filters);
    list.replaceChildren(...found.results.map((it) => hitLink(it)));
    if (!found.results.length) list.append(nothing(query, filters, found.suggestion));
    if (found.total > found.results.length) {
      const more = element('button', { class: 'button', type: 'button' }, 'Show more');
      more.addEventListener('click', async () => {
        const at = found.results.length;
        limit += step;
        await show();
        list.children[at]?.focus();
      });
      list.append(more);
    }
  } catch {
    if (mine !== asked) return;
    document.documentElement.classList.remove('asked');
    status.textContent = 'The search index could not be fetched. The index below leads to every page.';
  }
}

const named = loadNames().catch(() => {});
let waiting;
input.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => go(input.value.trim(), read().filters, 'replaceState'), 80);
});
input.form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  go(input.value.trim(), read().filters, 'pushState');
});
addEventListener('popstate', () => {
  limit = step;
  show();
});
show();
input.focus({ preventScroll: true });
