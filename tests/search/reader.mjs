// A second reader of the export, written from FORMAT.md alone and sharing no line with theme/static/js/search.js:
// node reader.mjs SITE TERM… prints, for each term, the addresses of the documents that hold it, by field.
// What FORMAT.md leaves out, or says wrongly, fails here.
import fs from 'node:fs';
import path from 'node:path';

const [site, ...terms] = process.argv.slice(2);
const folder = path.join(site, '_idp/search');

/** "Files": 13 bytes (IDP1, kind, length, FNV-1a of the contents), then the contents. */
function shard(kind, name) {
  const file = fs.readFileSync(path.join(folder, `${kind}${name}.txt`));
  const contents = file.subarray(13);
  let sum = 2166136261n;
  for (const byte of contents) sum = ((sum ^ BigInt(byte)) * 16777619n) & 0xffffffffn;
  const head = Buffer.concat([Buffer.from(`IDP1${kind}`), Buffer.alloc(8)]);
  head.writeUInt32LE(contents.length, 5);
  head.writeUInt32LE(Number(sum), 9);
  if (!file.subarray(0, 13).equals(head)) throw new Error(`${kind}${name} is damaged`);
  return contents;
}

/** "Bytes" */
class Bytes {
  constructor(buffer) { this.buffer = buffer; this.place = 0; }
  byte() { return this.buffer.readUInt8(this.place++); }
  number() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(this.byte());
      value |= (byte & 127n) << shift;
      if (byte < 128n) return Number(value);
    }
  }
  numbers(count) { return Array.from({ length: count }, () => this.number()); }
  raw(length) { this.place += length; return this.buffer.subarray(this.place - length, this.place); }
  text() { return this.raw(this.number()).toString('utf8'); }
  name() { return this.raw(5).toString('hex'); }
}

const entry = fs.readFileSync(path.join(site, '_idp/search.js'), 'utf8');
const manifest = JSON.parse(shard('m', /manifest: "([0-9a-f]{10})"/.exec(entry)[1]).toString('utf8'));
const fields = { head: manifest.fields.filter((it) => it.group === 'head'), text: manifest.fields.filter((it) => it.group === 'text') };

/** "A list": steps between documents, a bit for each field, frequencies and norms of each field. */
function list(buffer, group) {
  const bytes = new Bytes(buffer);
  let document = 0;
  const documents = bytes.numbers(bytes.number()).map((step) => (document += step));
  const present = bytes.byte();
  const several = [...present.toString(2)].filter((bit) => bit === '1').length > 1;
  const masks = several ? [...bytes.raw(documents.length)] : documents.map(() => present);
  const found = {};
  group.forEach((field, bit) => {
    if (!(present >> bit & 1)) return;
    const holding = documents.filter((_, at) => masks[at] >> bit & 1);
    const frequencies = bytes.numbers(holding.length);
    const norms = [...bytes.raw(holding.length)];
    found[field.name] = holding.map((number, at) => ({ number, frequency: frequencies[at], norm: norms[at] }));
  });
  if (bytes.place !== buffer.length) throw new Error('a list is longer than its columns');
  return found;
}

/** "Blocks": the entry of a term, as { field: postings }. */
function lookUp(term) {
  const { first, names } = manifest.words;
  const wanted = Buffer.from(term);
  const at = first.findLastIndex((start) => Buffer.compare(Buffer.from(start), wanted) <= 0);
  if (at < 0) return {};
  const bytes = new Bytes(shard('w', names[at]));
  const packs = Array.from({ length: bytes.number() }, () => bytes.name());
  const place = () => ({ pack: packs[bytes.number()], offset: bytes.number(), length: bytes.number() });
  const slice = (kind, { pack, offset, length }) => shard(kind, pack).subarray(offset, offset + length);
  let before = Buffer.alloc(0);
  for (let left = bytes.number(); left > 0; left--) {
    const shared = bytes.number();
    before = Buffer.concat([before.subarray(0, shared), bytes.raw(bytes.number())]);
    const flags = bytes.byte();
    let head = null;
    const parts = [];
    if (flags & 2) head = place();
    else if (flags & 1) head = bytes.raw(bytes.number());
    if (flags & 16) place();
    if (flags & 4) {
      const count = bytes.number();
      if (count > 1) bytes.numbers(fields.text.length);
      for (let part = 0; part < count; part++) {
        bytes.number();
        parts.push(place());
        if (flags & 8) place();
      }
    }
    if (!before.equals(wanted)) continue;
    const found = head ? list(Buffer.isBuffer(head) ? head : slice('p', head), fields.head) : {};
    for (const part of parts) {
      for (const [field, postings] of Object.entries(list(slice('p', part), fields.text))) found[field] = [...(found[field] ?? []), ...postings];
    }
    return found;
  }
  return {};
}

/** "Records": the address of a document. */
function address(document) {
  const [start, name] = manifest.records.findLast(([first]) => first <= document);
  const bytes = new Bytes(shard('d', name));
  const packs = Array.from({ length: bytes.number() }, () => [start + bytes.number(), bytes.name()]);
  const [first, pack] = packs.findLast(([number]) => number <= document);
  const granules = new Bytes(shard('r', pack));
  for (let number = first; ;) {
    const granule = new Bytes(granules.raw(granules.number()));
    let url = Buffer.alloc(0);
    for (let left = granule.number(); left > 0; left--, number++) {
      url = Buffer.concat([url.subarray(0, granule.number()), granule.raw(granule.number())]);
      granule.text();
      const crumbs = granule.number();
      for (let crumb = 1; crumb < crumbs; crumb++) granule.text();
      granule.text();
      granule.text();
      if (number === document) return url.toString('utf8');
    }
  }
}

const answer = {};
for (const term of terms) {
  answer[term] = {};
  for (const [field, postings] of Object.entries(lookUp(term))) {
    answer[term][field] = postings.map(({ number, frequency, norm }) => [address(number), frequency, norm]);
  }
}
console.log(JSON.stringify(answer));
