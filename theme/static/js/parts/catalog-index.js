// The catalog's data: `catalog.json` names the shards; a shard holds the rows of one kind, as arrays.
const root = document.documentElement.dataset.root;

export async function openIndex() {
  return fetchJson('catalog.json');
}

export async function fetchJson(path) {
  const answer = await fetch(root + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// Every row of a kind, or of all kinds. Shards are fetched once.
const loaded = new Map();

export async function rowsOf(index, kind) {
  const kinds = index.kinds.filter((it) => kind === 'all' || it.kind === kind);
  const shards = kinds.flatMap((it) => it.shards);
  const parts = await Promise.all(shards.map((path) => {
    if (!loaded.has(path)) loaded.set(path, fetchJson(path).then(unpack));
    return loaded.get(path);
  }));
  return parts.flat();
}

function unpack(shard) {
  const labels = new Map(Object.entries(shard.labels));
  return shard.rows.map((values) => {
    const row = { kind: shard.kind, labels };
    shard.fields.forEach((field, at) => { row[field] = values[at]; });
    row.ref = `${row.kind}:${row.namespace}/${row.name}`;
    row.href = pageOf(row.ref);
    row.label = row.title || row.name;
    const words = [row.name, row.title, row.namespace, row.type, row.owner, row.system, row.description, row.related?.email, row.related?.targets, ...row.tags];
    row.words = words.filter(Boolean).join('\n').toLowerCase();
    return row;
  });
}

// The display name of a reference that a row holds; of one that no file defines, the whole of it.
export function labelOf(row, ref) {
  return isMissing(row, ref) ? ref : row.labels.get(ref) || ref.slice(ref.indexOf('/') + 1);
}

export function isMissing(row, ref) {
  return row.labels.get(ref) === false;
}

// Names of devices on Windows, and of the file in every folder: src/catalog.rs, `EntityRef::folder`.
const TAKEN = /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|index\.html$)/;

export function pageOf(ref) {
  const colon = ref.indexOf(':');
  const slash = ref.indexOf('/', colon);
  const parts = [ref.slice(colon + 1, slash), ref.slice(0, colon), ref.slice(slash + 1)];
  return `catalog/${parts.map((part) => (TAKEN.test(part) ? `_${part}` : part)).join('/')}/`;
}
