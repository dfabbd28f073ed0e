// The graph explorer: the whole organisation, or what is around the entities of `?rootEntityRefs[]=`. It never draws more
// than can be read, says what it leaves out, and shows the same as a table. The address keeps every choice, in the words
// of Backstage's catalog graph.
import { element } from './parts/element.js';
import { fetchJson, openIndex, pageOf } from './parts/catalog-index.js';
import { layout } from './parts/graph-layout.js';
import { limit, matches, model, partOf } from './parts/graph-model.js';
import { relationWords, svg } from './parts/graph-drawing.js';

const root = document.documentElement.dataset.root;
const place = document.querySelector('[data-explorer]');
const icons = document.querySelector('[data-icons]');

if (place && icons) start().catch(() => place.remove());

async function start() {
  const index = await openIndex();
  const graph = model(await fetchJson(index.graph));
  const names = new Map(index.kinds.map((it) => [it.kind, it.many]));
  const kinds = [...new Set([...names.keys(), ...graph.nodes.map((it) => it.kind)])];
  const explorer = { graph, kinds, names, view: read(graph, location.search), zoom: 1 };
  build(explorer);
  show(explorer);
  addEventListener('popstate', () => {
    explorer.view = read(graph, location.search);
    show(explorer);
  });
}

function read(graph, address) {
  const query = new URLSearchParams(address);
  const all = (name) => [...query.getAll(`${name}[]`), ...query.getAll(name)].flatMap((it) => it.split(',')).filter(Boolean);
  const depth = query.get('maxDepth');
  const roots = all('rootEntityRefs').map((it) => graph.byRef.get(it.toLowerCase())).filter(Boolean);
  const chosen = new Set(all('selectedKinds').map((it) => it.toLowerCase()));
  const kinds = chosen.size || roots.length ? chosen : backboneKinds(graph);
  return {
    roots,
    depth: depth === '∞' || depth === 'all' ? Infinity : Math.max(1, Number.parseInt(depth, 10) || (roots.length ? 2 : Infinity)),
    direction: ['in', 'out'].includes(query.get('show')) ? query.get('show') : 'both',
    downwards: query.get('direction') === 'TB',
    kinds,
    relations: new Set(all('selectedRelations')),
  };
}

// With nothing chosen: domains and systems, where there are some.
function backboneKinds(graph) {
  const some = graph.nodes.some((it) => it.kind === 'domain' || it.kind === 'system');
  return new Set(some ? ['domain', 'system'] : []);
}

function write(view) {
  const query = new URLSearchParams();
  for (const it of view.roots) query.append('rootEntityRefs[]', it.ref);
  query.append('maxDepth', view.depth === Infinity ? 'all' : view.depth);
  if (view.direction !== 'both') query.append('show', view.direction);
  if (view.downwards) query.append('direction', 'TB');
  for (const it of view.kinds) query.append('selectedKinds[]', it);
  for (const it of view.relations) query.append('selectedRelations[]', it);
  return `?${query.toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%3A', ':').replaceAll('%2F', '/')}`;
}

function changed(explorer) {
  history.pushState(null, '', location.pathname + write(explorer.view));
  show(explorer);
}

function build(explorer) {
  const { view } = explorer;
  const parts = {};
  parts.names = element('datalist', { id: 'entity-names' });
  parts.search = element('input', { id: 'graph-root', type: 'search', list: 'entity-names', autocomplete: 'off', placeholder: 'component:default/…', oninput: () => find(explorer) });
  parts.depth = choice('graph-depth', [['1', '1 step'], ['2', '2 steps'], ['3', '3 steps'], ['4', '4 steps'], ['all', 'everything']], (it) => { explorer.view.depth = it === 'all' ? Infinity : Number(it); changed(explorer); });
  parts.direction = choice('graph-direction', [['both', 'both ways'], ['out', 'what it needs'], ['in', 'what needs it']], (it) => { explorer.view.direction = it; changed(explorer); });
  parts.flow = choice('graph-flow', [['LR', 'left to right'], ['TB', 'top to bottom']], (it) => { explorer.view.downwards = it === 'TB'; changed(explorer); });
  parts.kinds = boxes(explorer, 'Kinds', explorer.kinds, (it) => explorer.names.get(it) ?? it, 'kinds');
  parts.relations = boxes(explorer, 'Relations', explorer.graph.relations, relationWords, 'relations');
  parts.stage = element('div', { class: 'explorer-stage', role: 'group', 'aria-label': 'Graph', tabindex: '0' });
  parts.note = element('p', { class: 'explorer-note', role: 'status' });
  parts.title = element('div', { class: 'explorer-title' });
  parts.table = element('div');
  const zoom = (by, label, sign) => element('button', { type: 'button', class: 'button', 'aria-label': label, onclick: () => scale(explorer, by) }, sign);
  const controls = element('div', { class: 'explorer-controls' },
    labelled('graph-root', 'Around', parts.search), parts.names, labelled('graph-depth', 'Depth', parts.depth), labelled('graph-direction', 'Show', parts.direction), labelled('graph-flow', 'Direction', parts.flow), parts.kinds, parts.relations);
  const stage = element('div', { class: 'catalog-main' },
    element('div', { class: 'explorer-tools' }, parts.title, element('span', { class: 'spacer' }), zoom(1.25, 'Larger', '+'), zoom(0.8, 'Smaller', '−'), zoom(0, 'Fit to width', 'Fit')),
    parts.stage, parts.note, element('details', {}, element('summary', {}, 'The same as a table'), parts.table));
  explorer.parts = parts;
  place.append(element('div', { class: 'with-filters explorer' }, controls, stage));
  if (view.roots.length) document.querySelector('[data-map]')?.remove();
}

function labelled(id, words, control) {
  return element('div', {}, element('label', { for: id, class: 'facet-label' }, words), control);
}

function choice(id, options, chosen) {
  return element('select', { id, onchange: (event) => chosen(event.target.value) }, options.map(([value, words]) => element('option', { value }, words)));
}

function boxes(explorer, legend, values, words, set) {
  const labels = values.map((value) => element('label', {}, element('input', { type: 'checkbox', value, onchange: (event) => {
    const { view } = explorer;
    // An empty set means all: the first choice starts from what is drawn.
    const chosen = view[set].size ? view[set] : new Set(values);
    if (event.target.checked) chosen.add(value);
    else chosen.delete(value);
    view[set] = chosen.size === values.length ? new Set() : chosen;
    changed(explorer);
  } }), words(value)));
  return element('fieldset', { class: 'facet' }, element('legend', {}, legend), labels);
}

function find(explorer) {
  const { search, names } = explorer.parts;
  const exact = explorer.graph.byRef.get(search.value.trim().toLowerCase());
  if (exact) {
    search.value = '';
    around(explorer, exact);
    return;
  }
  const found = search.value.trim() ? matches(explorer.graph, search.value, 12) : [];
  names.replaceChildren(...found.map((it) => element('option', { value: it.ref }, it.label)));
}

function around(explorer, node) {
  const { view } = explorer;
  const whole = !view.roots.length;
  view.roots = [node];
  if (whole) {
    view.kinds = new Set();
    view.depth = 2;
  }
  changed(explorer);
}

function show(explorer) {
  const { graph, view, parts } = explorer;
  const part = partOf(graph, view);
  const roots = new Set(view.roots.map((it) => it.at));
  explorer.laidOut = part.nodes.length ? layout(part.nodes, part.edges, view.downwards) : null;
  const address = (it) => location.pathname + write({ ...view, roots: [it] });
  const chosen = (event, it) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey && it.known) location.assign(globalThis.idpOffline?.page(root + pageOf(it.ref)) ?? root + pageOf(it.ref));
    else if (!event.shiftKey) around(explorer, it);
  };
  explorer.drawn = explorer.laidOut ? svg(graph, explorer.laidOut, roots, address, chosen) : element('p', { class: 'empty-state' }, 'Nothing of the chosen kinds is here. Choose more kinds or another entity.');
  parts.stage.replaceChildren(explorer.drawn);
  settle(explorer);
  mark(explorer, part);
  parts.note.textContent = told(graph, view, part);
  parts.table.replaceChildren(table(graph, part));
}

// What is drawn, and what is not.
function told(graph, view, part) {
  const drawn = `${part.nodes.length} ${part.nodes.length === 1 ? 'entity' : 'entities'} and ${part.edges.length} ${part.edges.length === 1 ? 'relation' : 'relations'} are drawn`;
  const hidden = part.hidden ? `; ${part.hidden} more are left out, because a drawing of more than ${limit} cannot be read: narrow the kinds, the relations or the depth` : '';
  const kinds = view.kinds.size ? `. Only some kinds are shown` : '';
  return `${drawn}${hidden}${kinds}. Select an entity to go there; with Shift to open its page.`;
}

function mark(explorer, part) {
  const { view, parts } = explorer;
  parts.depth.value = view.depth === Infinity ? 'all' : String(Math.min(view.depth, 4));
  parts.direction.value = view.direction;
  parts.flow.value = view.downwards ? 'TB' : 'LR';
  for (const set of ['kinds', 'relations']) {
    for (const box of parts[set].querySelectorAll('input')) box.checked = !view[set].size || view[set].has(box.value);
  }
  const links = view.roots.map((it) => (it.known ? element('a', { href: root + pageOf(it.ref) }, it.label) : it.ref));
  const whole = element('button', { type: 'button', class: 'button', onclick: () => {
    explorer.view = read(explorer.graph, '');
    changed(explorer);
  } }, 'Whole organisation');
  parts.title.replaceChildren(...(links.length ? ['Around ', ...links, ' ', whole] : ['The whole organisation']));
  document.title = document.title.replace(/^[^·]*·/, links.length ? `Graph of ${view.roots[0].label} ·` : 'Graph ·');
}

function scale(explorer, by) {
  if (!explorer.laidOut) return;
  const { width, height } = explorer.laidOut;
  const room = explorer.parts.stage.clientWidth - 4;
  const fitting = Math.min(1, room / width);
  explorer.zoom = by === 0 ? fitting : Math.min(3, Math.max(0.2, explorer.zoom * by));
  explorer.drawn.setAttribute('width', Math.round(width * explorer.zoom));
  explorer.drawn.setAttribute('height', Math.round(height * explorer.zoom));
}

// As large as fits, but readable; the chosen entity in sight.
function settle(explorer) {
  if (!explorer.laidOut) return;
  const { stage } = explorer.parts;
  explorer.zoom = Math.min(1, Math.max(0.75, (stage.clientWidth - 4) / explorer.laidOut.width));
  scale(explorer, 1);
  const focus = explorer.laidOut.boxes.find((it) => explorer.view.roots.includes(it.node));
  if (!focus) return;
  stage.scrollLeft = (focus.x + focus.width / 2) * explorer.zoom - stage.clientWidth / 2;
  stage.scrollTop = (focus.y + focus.height / 2) * explorer.zoom - stage.clientHeight / 2;
}

function table(graph, part) {
  const rows = part.edges.map((edge) => element('tr', {}, cell(graph.nodes[edge.from], 'th'), element('td', {}, edge.relations.map(relationWords).join(', ')), cell(graph.nodes[edge.to], 'td')));
  const lonely = part.edges.length ? [] : part.nodes.map((it) => element('tr', {}, cell(it, 'th'), element('td', {}, '–'), element('td', {}, '–')));
  const head = element('tr', {}, ['From', 'Relation', 'To'].map((it) => element('th', { scope: 'col' }, it)));
  return element('div', { class: 'table-scroll', role: 'group', 'aria-label': 'Relations that are drawn', tabindex: '0' },
    element('table', { class: 'table' }, element('thead', {}, head), element('tbody', {}, rows, lonely)));
}

function cell(node, name) {
  const link = node.known ? element('a', { href: root + pageOf(node.ref) }, node.label) : node.ref;
  return element(name, name === 'th' ? { scope: 'row' } : {}, link, ' ', element('span', { class: 'quiet' }, node.kind));
}
