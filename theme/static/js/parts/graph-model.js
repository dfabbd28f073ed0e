// The graph of the catalog in the browser: which part of it is shown, and what is left out.
export const limit = 90;

export function model(data) {
  const nodes = data.nodes.map(([ref, title], at) => {
    const colon = ref.indexOf(':');
    const slash = ref.indexOf('/', colon);
    return { at, ref, kind: ref.slice(0, colon), namespace: ref.slice(colon + 1, slash), name: ref.slice(slash + 1), label: title || ref.slice(slash + 1), known: at < data.known, edges: [] };
  });
  const edges = data.edges.map(([from, relation, to]) => ({ from, to, relation: data.relations[relation] }));
  for (const edge of edges) {
    nodes[edge.from].edges.push(edge);
    if (edge.to !== edge.from) nodes[edge.to].edges.push(edge);
  }
  return { nodes, edges, relations: data.relations, byRef: new Map(nodes.map((it) => [it.ref, it])) };
}

// The part around the chosen entities, or the organisation's backbone where none is chosen. `view`: roots, depth
// (Infinity for all), direction (`both`, `out`, `in`), kinds and relations (Sets; an empty one means all).
export function partOf(graph, view) {
  const wanted = (node) => !view.kinds.size || view.kinds.has(node.kind);
  const related = (edge) => !view.relations.size || view.relations.has(edge.relation);
  const found = view.roots.length ? around(graph, view, wanted, related) : backbone(graph, wanted);
  const shown = found.slice(0, limit);
  const inside = new Set(shown.map((it) => it.at));
  const edges = [];
  for (const node of shown) {
    for (const edge of node.edges) {
      if (edge.from === node.at && inside.has(edge.to) && related(edge)) edges.push(edge);
    }
  }
  return { nodes: shown, edges: merged(edges), hidden: found.length - shown.length };
}

// Edges between the same two, as one line with all its relations.
function merged(edges) {
  const lines = new Map();
  for (const { from, to, relation } of edges) {
    const key = `${from} ${to}`;
    if (!lines.has(key)) lines.set(key, { from, to, relations: [] });
    lines.get(key).relations.push(relation);
  }
  return [...lines.values()];
}

function around(graph, view, wanted, related) {
  const seen = new Map(view.roots.map((it) => [it.at, 0]));
  const found = [...view.roots];
  for (let next = 0; next < found.length; next += 1) {
    const node = found[next];
    const steps = seen.get(node.at);
    if (steps >= view.depth) continue;
    for (const edge of node.edges) {
      const out = edge.from === node.at;
      if (!related(edge) || (view.direction === 'out' && !out) || (view.direction === 'in' && out)) continue;
      const other = graph.nodes[out ? edge.to : edge.from];
      if (seen.has(other.at) || !wanted(other)) continue;
      seen.set(other.at, steps + 1);
      found.push(other);
    }
  }
  return found;
}

const backboneOrder = ['domain', 'system', 'group', 'component', 'api', 'resource'];

// Everything of the wanted kinds, the most telling first: what much hangs on comes before what little hangs on.
function backbone(graph, wanted) {
  const rank = (node) => (backboneOrder.indexOf(node.kind) + backboneOrder.length + 1) % (backboneOrder.length + 1);
  return graph.nodes.filter((it) => wanted(it) && it.edges.length).sort((a, b) => rank(a) - rank(b) || b.edges.length - a.edges.length || a.at - b.at);
}

// Entities whose name or reference holds the text, names that start with it first.
export function matches(graph, text, count) {
  const needle = text.trim().toLowerCase();
  const good = [];
  const fair = [];
  for (const node of graph.nodes) {
    if (!node.known) continue;
    const at = `${node.name}\n${node.label}`.toLowerCase().indexOf(needle);
    if (at === 0) good.push(node);
    else if (at > 0 || node.ref.includes(needle)) fair.push(node);
    if (good.length >= count) break;
  }
  return [...good, ...fair].slice(0, count);
}
