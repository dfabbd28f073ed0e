// The selection as a file. A cell that a spreadsheet would take for a formula gets a leading apostrophe.
import { element } from './element.js';

const columns = ['ref', 'kind', 'namespace', 'name', 'title', 'type', 'lifecycle', 'owner', 'system', 'domain', 'tags', 'errors', 'warnings', 'description'];

function csvCell(value) {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
  const guarded = /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function asCsv(rows) {
  return [columns.join(','), ...rows.map((row) => columns.map((it) => csvCell(row[it])).join(','))].join('\r\n') + '\r\n';
}

export function asJson(rows) {
  return JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((it) => [it, row[it] ?? null]))), null, 2) + '\n';
}

export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
