// The catalog table: filters with counts, sorting, text, pages and export over the whole catalog. Until its data is here
// the rows that came with the page stay, and so they do where data cannot be fetched.
import { asCsv, asJson, download } from './parts/catalog-export.js';
import { element } from './parts/element.js';
import { facets, readState, select, sorted, writeState } from './parts/catalog-state.js';
import { openIndex, rowsOf } from './parts/catalog-index.js';
import { recall, remember } from './parts/storage.js';
import { tableRow } from './parts/catalog-cells.js';

const size = 50;
// Rows that are drawn at each key; the rest of the page follows when typing pauses.
const first = 12;
const allColumns = [['kind', 'Kind'], ['type', 'Type'], ['lifecycle', 'Lifecycle'], ['owner', 'Owner'], ['system', 'System'], ['health', 'Health']];
const page = document.querySelector('[data-catalog]');

if (page) {
  start(page).catch(() => {
    page.querySelector('[data-facets]').remove();
    page.querySelector('[data-tools]').remove();
  }).finally(() => document.documentElement.classList.remove('filtered'));
}

async function start(main) {
  const own = main.dataset.kind;
  const index = await openIndex();
  const styles = new Map(index.kinds.map((it) => [it.kind, it.style]));
  const words = new Map(index.kinds.map((it) => [it.kind, it.one]));
  const view = { main, own, index, styles, words, state: readState(location.search, own), rows: [], selection: [], open: new Set(), searches: new Map() };
  view.parts = tools(view);
  await load(view);
  show(view);
  for (const link of document.querySelectorAll('.kind-choice')) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      changeKind(view, link.dataset.kind);
    });
  }
  addEventListener('popstate', async () => {
    view.state = readState(location.search, own);
    await load(view);
    show(view);
  });
}

function stars(state) {
  return new Set(state.user === 'starred' ? recall('starred', []).map((it) => it.ref) : []);
}

async function load(view) {
  const kind = view.state.kind === 'all' || view.styles.has(view.state.kind) ? view.state.kind : view.own;
  view.state.kind = kind;
  view.rows = await rowsOf(view.index, kind);
  view.labels = new Map();
  for (const row of view.rows) row.kindWord = view.words.get(row.kind);
  for (const labels of new Set(view.rows.map((it) => it.labels))) for (const [ref, label] of labels) view.labels.set(ref, label);
}

async function changeKind(view, kind) {
  view.state = { ...readState('', view.own), kind, text: view.state.text };
  await load(view);
  changed(view);
}

// After every choice: the first page, the address, the rows.
function changed(view, typing = false) {
  view.state.page = 1;
  commit(view, typing);
}

// While somebody types, only the rows follow at once; the address and the counts follow when the typing pauses.
function commit(view, typing) {
  clearTimeout(view.pause);
  if (!typing) history.pushState(null, '', location.pathname + writeState(view.state));
  show(view, typing);
  if (!typing) return;
  view.pause = setTimeout(() => {
    history.replaceState(null, '', location.pathname + writeState(view.state));
    drawFacets(view, select(view.rows, view.state, stars(view.state)).counts);
  }, 250);
}

function tools(view) {
  const text = element('input', { type: 'search', placeholder: 'Filter by name, tag, owner …', 'aria-label': 'Filter the table by text', autocomplete: 'off', value: view.state.text });
  text.addEventListener('input', () => {
    view.state.text = text.value;
    changed(view, true);
  });
  const only = element('button', { type: 'button', class: 'button', 'aria-pressed': 'false', onclick: () => {
    view.state.user = view.state.user === 'starred' ? 'all' : 'starred';
    changed(view);
  } }, 'Starred');
  const dense = element('button', { type: 'button', class: 'button dense-switch', 'aria-pressed': 'false', onclick: () => setDense(view, !view.main.classList.contains('dense')) }, 'Compact');
  const csv = element('button', { type: 'button', class: 'button', title: 'Download the selection as CSV', onclick: () => download('catalog.csv', 'text/csv', asCsv(view.selection)) }, 'CSV');
  const json = element('button', { type: 'button', class: 'button', title: 'Download the selection as JSON', onclick: () => download('catalog.json', 'application/json', asJson(view.selection)) }, 'JSON');
  const switcher = element('button', { type: 'button', class: 'button facets-switch', 'aria-expanded': 'false', onclick: () => {
    const open = view.main.querySelector('[data-facets]').classList.toggle('is-open');
    switcher.setAttribute('aria-expanded', String(open));
  } }, 'Filters');
  const chips = element('div', { class: 'chips' });
  const live = element('p', { class: 'visually-hidden', role: 'status' });
  const bar = view.main.querySelector('[data-tools]');
  bar.append(element('div', { class: 'field' }, text), switcher, only, element('span', { class: 'spacer' }), dense, csv, json, chips, live);
  view.dense = dense;
  setDense(view, recall('dense', false));
  return { text, only, chips, live };
}

function setDense(view, dense) {
  view.main.classList.toggle('dense', dense);
  view.dense.setAttribute('aria-pressed', String(dense));
  remember('dense', dense);
}

function show(view, typing = false) {
  const { state, parts } = view;
  const { rows, counts } = select(inOrder(view), state, stars(state), !typing);
  view.selection = rows;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  state.page = Math.min(state.page, pages);
  if (parts.text.value !== state.text) parts.text.value = state.text;
  parts.only.setAttribute('aria-pressed', String(state.user === 'starred'));
  for (const link of document.querySelectorAll('.kind-choice')) {
    if (link.dataset.kind === state.kind) {
      link.setAttribute('aria-current', 'true');
      document.querySelector('h1').textContent = link.dataset.title;
    }
    else link.removeAttribute('aria-current');
  }
  drawTable(view, typing);
  drawPages(view, pages);
  if (!typing) drawFacets(view, counts);
  drawChips(view);
  announce(view, rows.length);
}

// All rows of the kind, sorted once for each order that is asked for.
function inOrder(view) {
  const { kind, sort, down } = view.state;
  const order = `${kind} ${sort} ${down}`;
  if (view.order !== order) [view.order, view.ordered] = [order, sorted(view.rows, sort, down)];
  return view.ordered;
}

// Said once typing pauses, not at every key.
function announce(view, count) {
  clearTimeout(view.saying);
  view.saying = setTimeout(() => { view.parts.live.textContent = `${count} ${count === 1 ? 'entity' : 'entities'}`; }, 600);
}

function columnsOf(view) {
  if (view.state.kind === 'all') return allColumns;
  return view.index.kinds.find((it) => it.kind === view.state.kind)?.columns ?? allColumns;
}

function drawTable(view, typing) {
  const place = view.main.querySelector('[data-table]');
  clearTimeout(view.later);
  if (!view.selection.length) {
    place.replaceChildren(nothing(view));
    return;
  }
  const columns = columnsOf(view);
  const from = (view.state.page - 1) * size;
  const shown = view.selection.slice(from, from + size);
  const body = bodyOf(view, place, columns);
  if (typing && shown.length > first) {
    body.replaceChildren(...shown.slice(0, first).map((it) => rowOf(view, it, columns)));
    view.later = setTimeout(() => body.append(...shown.slice(first).map((it) => rowOf(view, it, columns))), 100);
  } else {
    body.replaceChildren(...shown.map((it) => rowOf(view, it, columns)));
  }
}

// The body of the table; the table itself is made again only when its headings change.
function bodyOf(view, place, columns) {
  const { kind, sort, down } = view.state;
  const heads = `${kind} ${sort} ${down}`;
  const drawn = place.querySelector('.entities[data-heads]');
  if (drawn?.dataset.heads === heads) return drawn.tBodies[0];
  const focused = document.activeElement?.dataset?.sort;
  const head = element('tr', {}, [['name', 'Name'], ...columns].map(([id, label]) => heading(view, id, label)));
  const body = element('tbody');
  const table = element('table', { class: 'table entities rows', 'data-heads': heads }, element('thead', {}, head), body);
  place.replaceChildren(element('div', { class: 'table-scroll', role: 'group', 'aria-label': 'Entities', tabindex: '0' }, table));
  if (focused) place.querySelector(`[data-sort="${focused}"]`)?.focus();
  return body;
}

// A row is drawn once and shown again as often as it passes.
function rowOf(view, row, columns) {
  if (row.drawnFor !== columns) [row.drawnFor, row.drawn] = [columns, tableRow(row, columns, view.styles)];
  return row.drawn;
}

function heading(view, id, label) {
  const { sort, down } = view.state;
  const order = sort === id ? (down ? 'descending' : 'ascending') : null;
  const button = element('button', { type: 'button', class: 'sort', 'data-sort': id, onclick: () => {
    view.state.down = view.state.sort === id ? !view.state.down : false;
    view.state.sort = id;
    changed(view);
  } }, label);
  return element('th', { scope: 'col', 'data-column': id, 'aria-sort': order }, button);
}

// Says what would bring rows back.
function nothing(view) {
  const drops = chosen(view).map(([label, drop]) => element('li', {}, element('button', { type: 'button', class: 'button', onclick: drop }, `Without ${label}`)));
  return element('div', { class: 'empty-state' },
    element('p', { class: 'empty-title' }, 'No entity matches all of this'),
    element('p', {}, drops.length ? 'Drop one of the filters:' : 'Choose another kind.'),
    element('ul', { class: 'button-row' }, drops));
}

function drawPages(view, pages) {
  const { state } = view;
  const total = view.selection.length;
  const from = (state.page - 1) * size + 1;
  const turn = (by, label) => element('button', { type: 'button', class: 'button', onclick: () => {
    state.page += by;
    commit(view, false);
    view.main.querySelector('[data-table] .table-scroll')?.focus();
  } }, label);
  view.main.querySelector('[data-pages]').replaceChildren(element('nav', { class: 'pages', 'aria-label': 'Pages of the table' },
    element('p', { class: 'pages-shown' }, total ? `${from}–${Math.min(total, state.page * size)} of ${total}` : ''),
    state.page > 1 ? turn(-1, 'Previous') : null, state.page < pages ? turn(1, 'Next') : null));
}

// Every filter that is set, as words and as what takes it away.
function chosen(view) {
  const { state } = view;
  const list = [];
  for (const facet of facets) {
    for (const value of state.chosen.get(facet.id)) {
      list.push([`${facet.label.toLowerCase()} ${facet.words?.(value, view.labels) ?? value}`, () => {
        state.chosen.get(facet.id).delete(value);
        changed(view);
      }]);
    }
  }
  if (state.text) list.push([`text “${state.text}”`, () => { state.text = ''; changed(view); }]);
  if (state.user === 'starred') list.push(['starred', () => { state.user = 'all'; changed(view); }]);
  return list;
}

function drawChips(view) {
  const chips = chosen(view).map(([label, drop]) => element('button', { type: 'button', class: 'chip', 'aria-label': `Remove filter: ${label}`, onclick: drop }, label, element('span', { 'aria-hidden': 'true' }, '×')));
  view.parts.chips.replaceChildren(...chips);
}

function drawFacets(view, counts) {
  const place = view.main.querySelector('[data-facets]');
  const focused = document.activeElement?.id;
  const caret = document.activeElement?.selectionStart;
  const drawn = facets.map((it) => facet(view, it, counts.get(it.id))).filter(Boolean);
  place.replaceChildren(...drawn);
  const again = focused?.startsWith('facet-') ? document.getElementById(focused) : null;
  again?.focus();
  if (again?.type === 'search') again.setSelectionRange(caret, caret);
}

const few = 7;

function facet(view, { id, label, words }, counts) {
  const on = view.state.chosen.get(id);
  for (const value of on) if (!counts.has(value) && ![...counts.keys()].some((it) => it.endsWith(`/${value}`))) counts.set(value, 0);
  const useless = counts.size === 0 || (counts.size === 1 && !on.size && ['namespace', 'systems', 'domains'].includes(id));
  if (useless) return null;
  const isOn = (value) => on.has(value) || on.has(value.slice(value.indexOf('/') + 1));
  let values = [...counts].sort((a, b) => isOn(b[0]) - isOn(a[0]) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = values.length;
  const needle = (view.searches.get(id) ?? '').toLowerCase();
  const field = total > 2 * few ? element('input', { type: 'search', id: `facet-${id}`, 'aria-label': `Find in ${label}`, placeholder: 'Find', value: needle, autocomplete: 'off', oninput: (event) => {
    view.searches.set(id, event.target.value);
    drawFacets(view, select(view.rows, view.state, stars(view.state)).counts);
  } }) : null;
  if (needle) values = values.filter(([value]) => (words?.(value, view.labels) ?? value).toLowerCase().includes(needle));
  const open = view.open.has(id);
  const limit = open ? 100 : few;
  const more = values.length > few ? element('button', { type: 'button', class: 'more', id: `facet-${id}-more`, 'aria-expanded': String(open), onclick: () => {
    if (open) view.open.delete(id);
    else view.open.add(id);
    drawFacets(view, select(view.rows, view.state, stars(view.state)).counts);
  } }, open ? 'Show fewer' : `Show ${Math.min(100, values.length) - few} more`) : null;
  const boxes = values.slice(0, limit).map(([value, count], at) => element('label', {},
    element('input', { type: 'checkbox', id: `facet-${id}-${at}`, checked: isOn(value), onchange: () => toggle(view, on, value, isOn(value)) }),
    element('bdi', {}, words?.(value, view.labels) ?? value), element('span', { class: 'number' }, count)));
  return element('fieldset', { class: 'facet' }, element('legend', {}, label), field, boxes, more);
}

function toggle(view, on, value, was) {
  if (was) {
    on.delete(value);
    on.delete(value.slice(value.indexOf('/') + 1));
  } else {
    on.add(value);
  }
  changed(view);
}
