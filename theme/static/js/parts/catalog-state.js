// What the reader chose, in the address: Backstage's own parameters (`filters[kind]=…&filters[owners]=…`), so that links
// into a Backstage catalog lead to the same rows here.
export const facets = [
  { id: 'type', label: 'Type', values: (row) => (row.type ? [row.type.toLowerCase()] : []) },
  { id: 'owners', label: 'Owner', values: ownerOf, words: refWords },
  { id: 'lifecycles', label: 'Lifecycle', values: (row) => (row.lifecycle ? [row.lifecycle.toLowerCase()] : []) },
  { id: 'tags', label: 'Tag', values: (row) => row.tags },
  { id: 'systems', label: 'System', values: (row) => (row.system ? [row.system] : []), words: refWords },
  { id: 'domains', label: 'Domain', values: (row) => (row.domain ? [row.domain] : []), words: refWords },
  { id: 'teams', label: 'Team', values: (row) => row.related?.teams ?? [], words: refWords },
  { id: 'namespace', label: 'Namespace', values: (row) => [row.namespace] },
  { id: 'health', label: 'Health', values: healthOf, words: healthWords },
];

const nobody = 'nobody';
const unowned = new Set(['user', 'group', 'location']);

function ownerOf(row) {
  if (row.owner) return [row.owner];
  return unowned.has(row.kind) ? [] : [nobody];
}

function healthOf(row) {
  const values = [];
  if (row.errors) values.push('errors');
  if (row.warnings) values.push('warnings');
  if (!values.length) values.push('fine');
  if (!row.docs) values.push('undocumented');
  if (row.inferred) values.push('inferred');
  return values;
}

const healthNames = new Map([['errors', 'With errors'], ['warnings', 'With warnings'], ['fine', 'No problems'], ['undocumented', 'Without docs'], ['inferred', 'Inferred']]);

function healthWords(value) {
  return healthNames.get(value) ?? value;
}

// A reference as people say it: the title of what it names, or its name.
function refWords(value, labels) {
  if (value === nobody) return 'Nobody';
  const ref = value.includes('/') ? value : [...labels?.keys() ?? []].find((it) => it.endsWith(`/${value}`));
  return labels?.get(ref) || value.slice(value.indexOf('/') + 1);
}

// `filters[owners]=x`, `filters[owners][]=x` and `filters[owners][0]=x` say the same.
export function readState(address, kind) {
  const state = { kind, text: '', user: 'all', sort: 'name', down: false, page: 1, chosen: new Map(facets.map((it) => [it.id, new Set()])) };
  for (const [key, value] of new URLSearchParams(address)) {
    const name = /^filters\[(\w+)\](\[\d*\])?$/.exec(key)?.[1];
    if (name === 'kind') state.kind = value.toLowerCase();
    else if (name === 'text') state.text = value;
    else if (name === 'user') state.user = value;
    else if (name && state.chosen.has(name) && value !== '' && value !== 'all') state.chosen.get(name).add(value);
    else if (key === 'sort') [state.sort, state.down] = value.startsWith('-') ? [value.slice(1), true] : [value, false];
    else if (key === 'page') state.page = Math.max(1, Number.parseInt(value, 10) || 1);
  }
  return state;
}

export function writeState(state) {
  const query = new URLSearchParams();
  query.append('filters[kind]', state.kind);
  if (state.user !== 'all') query.append('filters[user]', state.user);
  for (const [name, values] of state.chosen) for (const value of values) query.append(`filters[${name}]`, value);
  if (state.text) query.append('filters[text]', state.text);
  if (state.sort !== 'name' || state.down) query.append('sort', (state.down ? '-' : '') + state.sort);
  if (state.page > 1) query.append('page', state.page);
  return `?${query.toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%3A', ':').replaceAll('%2F', '/')}`;
}

// A value of the address as a test of a row's: references may be short (`team-a`), as in Backstage's older links.
function asTest(id, chosen) {
  const wanted = [...chosen].map((it) => it.toLowerCase());
  const short = wanted.filter((it) => !it.includes('/')).map((it) => `/${it.slice(it.indexOf(':') + 1)}`);
  const isRef = ['owners', 'systems', 'domains', 'teams'].includes(id);
  const exact = new Set(wanted);
  const known = new Map();
  const passes = (value) => exact.has(value.toLowerCase()) || (isRef && short.some((it) => value.endsWith(it)));
  return (value) => {
    if (!known.has(value)) known.set(value, passes(value));
    return known.get(value);
  };
}

// What each facet says of a row, found once for each row.
function valuesOf(row) {
  row.values ??= facets.map((it) => it.values(row));
  return row.values;
}

// The rows that pass, and how many rows each further choice would leave; without the counts, which cost most, while
// somebody types.
export function select(rows, state, starred, counting = true) {
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = facets.map(({ id }, at) => ({ at, chosen: state.chosen.get(id), id })).filter((it) => it.chosen.size).map(({ at, chosen, id }) => ({ at, test: asTest(id, chosen) }));
  const counts = facets.map(() => new Map());
  const passing = [];
  for (const row of rows) {
    if (!words.every((it) => row.words.includes(it))) continue;
    if (state.user === 'starred' && !starred.has(row.ref)) continue;
    const values = valuesOf(row);
    const failed = tests.filter(({ at, test }) => !values[at].some(test));
    if (failed.length > 1) continue;
    if (!failed.length) passing.push(row);
    if (!counting) continue;
    for (const [at, count] of counts.entries()) {
      if (failed.length && failed[0].at !== at) continue;
      for (const value of values[at]) count.set(value, (count.get(value) ?? 0) + 1);
    }
  }
  return { rows: passing, counts: new Map(facets.map(({ id }, at) => [id, counts[at]])) };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function keyOf(row, column) {
  switch (column) {
    case 'name': return row.label;
    case 'health': return row.errors * 1e6 + row.warnings;
    case 'parts': case 'members': case 'owns': return row.counts?.[column] ?? 0;
    case 'tags': return row.tags.join(' ');
    case 'owner': case 'system': case 'domain': return row[column] ? row[column].slice(row[column].indexOf('/') + 1) : '';
    case 'parent': case 'teams': return (row.related?.[column] ?? []).join(' ');
    case 'email': case 'targets': return row.related?.[column] ?? '';
    default: return Object.hasOwn(row, column) ? row[column] ?? '' : '';
  }
}

// Sorted by a column; empty values last, equal ones by name.
export function sorted(rows, column, down) {
  const keyed = rows.map((row) => [keyOf(row, column), row]);
  const turn = down ? -1 : 1;
  keyed.sort(([a, one], [b, other]) => {
    if (a === b) return collator.compare(one.label, other.label);
    if (a === '' || b === '') return a === '' ? 1 : -1;
    return turn * (typeof a === 'number' ? a - b : collator.compare(a, b));
  });
  return keyed.map(([, row]) => row);
}
