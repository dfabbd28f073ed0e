// The laid-out graph as SVG, the same as the templates draw it: each kind has its own shape, icon and colour.
import { drawing } from './element.js';

const words = new Map([['ownedBy', 'owned by'], ['partOf', 'part of'], ['childOf', 'child of'], ['memberOf', 'member of'], ['providesApi', 'provides'], ['consumesApi', 'consumes'], ['dependsOn', 'depends on']]);
const styles = new Set(['component', 'api', 'resource', 'system', 'domain', 'group', 'user', 'template', 'location']);

export function relationWords(relation) {
  return words.get(relation) ?? relation;
}

export function styleOf(kind) {
  return styles.has(kind) ? kind : 'other';
}

// `address` gives the link of a node; `chosen` is called for a plain click.
export function svg(graph, laidOut, roots, address, chosen) {
  const { width, height, boxes, lines } = laidOut;
  const arrow = drawing('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' }, drawing('path', { class: 'arrow', d: 'M0 0.5L7.5 4L0 7.5z' }));
  return drawing('svg', { class: 'diagram', viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-label': `${boxes.length} entities and ${lines.length} relations; the table below has the same` },
    drawing('defs', {}, arrow),
    lines.map(({ edge, path }) => drawing('path', { class: `edge edge-${edge.relations[0]}`, d: path, 'marker-end': 'url(#arrow)' }, drawing('title', {}, sentence(graph, edge)))),
    boxes.map((box) => node(box, roots.has(box.node.at), address, chosen)));
}

export function sentence(graph, edge) {
  return `${graph.nodes[edge.from].label} ${edge.relations.map(relationWords).join(', ')} ${graph.nodes[edge.to].label}`;
}

function node({ node: it, x, y, width, height }, focus, address, chosen) {
  const style = styleOf(it.kind);
  const icon = document.querySelector(`[data-kind-icon="${style}"] > svg`)?.cloneNode(true);
  const missing = it.known ? '' : ', not in the catalog';
  const group = drawing('g', { class: `node kind-${style}${focus ? ' node-focus' : ''}${it.known ? '' : ' node-missing'}` },
    drawing('title', {}, `${it.ref}${missing}`),
    drawing('path', { class: 'node-shape', d: outline(style, x, y, width, height) }),
    drawing('svg', { class: 'node-icon', x: x + 14, y: y + height / 2 - 8, width: 16, height: 16, viewBox: '0 0 24 24' }, icon),
    drawing('text', { class: 'node-label', x: x + 38, y: y + height / 2 + 5 }, fit(it.label, 23)));
  return drawing('a', { class: 'node-link', href: address(it), 'aria-label': `${it.kind} ${it.label}${missing}`, onclick: (event) => chosen(event, it) }, group);
}

function fit(text, limit) {
  const letters = [...text];
  let used = 0;
  for (const [at, letter] of letters.entries()) {
    used += letter.codePointAt(0) >= 0x1100 ? 2 : 1;
    if (used > limit) return `${letters.slice(0, Math.max(1, at - 1)).join('')}…`;
  }
  return text;
}

function outline(style, x, y, w, h) {
  const half = h / 2;
  switch (style) {
    case 'group': case 'user': return rounded(x, y, w, h, half);
    case 'api': return `M${x + 10} ${y}h${w - 20}l10 ${half}l-10 ${half}h-${w - 20}l-10 -${half}z`;
    case 'resource': return `M${x + 6} ${y}h${w - 12}a6 ${half} 0 0 1 0 ${h}h-${w - 12}a6 ${half} 0 0 1 0 -${h}zM${x + w - 10} ${y}a6 ${half} 0 0 1 0 ${h}`;
    case 'system': case 'domain': return `${rounded(x, y, w, h, 4)}M${x + 5} ${y}v${h}`;
    case 'template': return `M${x} ${y}h${w - 10}l10 10v${h - 10}h-${w}z`;
    case 'location': return rounded(x, y, w, h, 2);
    default: return rounded(x, y, w, h, 8);
  }
}

function rounded(x, y, w, h, r) {
  return `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 -${r} ${r}h-${w - 2 * r}a${r} ${r} 0 0 1 -${r} -${r}v-${h - 2 * r}a${r} ${r} 0 0 1 ${r} -${r}z`;
}
