// A row of the catalog table, the same as the templates draw it.
import { element } from './element.js';
import { isMissing, labelOf, pageOf } from './catalog-index.js';

const root = document.documentElement.dataset.root;
const tones = new Map(Object.entries({
  production: 'success', ga: 'success', stable: 'success', active: 'success', maintained: 'success',
  experimental: 'accent', alpha: 'accent', beta: 'accent', development: 'accent', preview: 'accent', incubating: 'accent',
  deprecated: 'danger', retired: 'danger', 'end-of-life': 'danger', eol: 'danger', obsolete: 'danger', sunset: 'danger',
}));
const how = new Map([['codeowners', 'from CODEOWNERS'], ['system', 'from system'], ['domain', 'from domain']]);

// Icons of kinds are taken from the page, so that they are the theme's own.
const icons = new Map();

function kindIcon(style) {
  if (!icons.has(style)) {
    const drawn = document.querySelector(`.kind-choice.kind-${style} > .icon`) ?? document.querySelector('.kind-choice > .icon');
    icons.set(style, element('span', { class: `kind-icon kind-${style} kind-icon-small` }, drawn ? drawn.cloneNode(true) : null));
  }
  return icons.get(style).cloneNode(true);
}

function badge(text, tone = 'neutral') {
  return element('span', { class: `badge badge-${tone}` }, text);
}

function entityLink(ref, label, styles) {
  return element('a', { class: 'entity-link', href: root + pageOf(ref), title: ref }, kindIcon(styleOf(ref, styles)), element('bdi', {}, label));
}

// What a row refers to: a link, or words that say that no file defines it.
function related(row, ref, styles) {
  const label = labelOf(row, ref);
  if (!isMissing(row, ref)) return entityLink(ref, label, styles);
  return element('span', { class: 'entity-link entity-missing', title: `No file defines ${ref}` }, kindIcon(styleOf(ref, styles)), element('bdi', {}, label), badge('missing', 'warning'));
}

function styleOf(ref, styles) {
  return styles.get(ref.slice(0, ref.indexOf(':'))) ?? 'other';
}

function entityLinks(row, refs, styles) {
  const shown = refs.slice(0, 3).map((it) => element('li', {}, related(row, it, styles)));
  const more = refs.length > 3 ? element('li', { class: 'quiet' }, `+${refs.length - 3}`) : null;
  return element('ul', { class: 'inline-list' }, shown, more);
}

function health(row) {
  const parts = [];
  if (row.errors) parts.push(badge(`${row.errors} ${row.errors === 1 ? 'error' : 'errors'}`, 'danger'));
  if (row.warnings) parts.push(' ', badge(`${row.warnings} ${row.warnings === 1 ? 'warning' : 'warnings'}`, 'warning'));
  return parts.length ? parts : [element('span', { class: 'quiet' }, 'fine')];
}

function cell(row, column, styles) {
  switch (column) {
    case 'kind': return [row.kindWord];
    case 'lifecycle': return row.lifecycle ? [badge(row.lifecycle, tones.get(row.lifecycle.toLowerCase()))] : [];
    case 'owner':
      if (row.via === 'none') return ['user', 'group', 'location'].includes(row.kind) ? [] : [badge('no owner', 'warning')];
      return [related(row, row.owner, styles), how.has(row.via) ? [' ', badge(how.get(row.via))] : null];
    case 'system': case 'domain': return row[column] ? [entityLinks(row, [row[column]], styles)] : [];
    case 'parent': case 'teams': return row.related?.[column]?.length ? [entityLinks(row, row.related[column], styles)] : [];
    case 'email': case 'targets': return [row.related?.[column] ?? ''];
    case 'parts': case 'members': case 'owns': return [String(row.counts?.[column] ?? 0)];
    case 'tags': {
      const tags = row.tags.slice(0, 3).map((it) => element('li', {}, element('span', { class: 'tag' }, it)));
      return row.tags.length ? [element('ul', { class: 'tags' }, tags, row.tags.length > 3 ? element('li', { class: 'quiet' }, `+${row.tags.length - 3}`) : null)] : [];
    }
    case 'health': return health(row);
    default: return row[column] ? [element('bdi', {}, row[column])] : [];
  }
}

export function tableRow(row, columns, styles) {
  const name = element('th', { scope: 'row' }, entityLink(row.ref, row.label, styles),
    row.namespace === 'default' ? null : [' ', element('span', { class: 'namespace' }, row.namespace)],
    row.inferred ? [' ', badge('inferred', 'info')] : null,
    row.description ? element('span', { class: 'row-note' }, element('bdi', {}, row.description)) : null);
  return element('tr', {}, name, columns.map(([id]) => element('td', { class: `cell-${id}` }, cell(row, id, styles))));
}
