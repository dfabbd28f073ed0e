// Hands the module missing, cut and altered shards: node damage.mjs SITE QUESTION. It must answer as if nothing had
// happened or stop with a message that says what is wrong; it must never give another answer.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [site, query] = process.argv.slice(2);
const { open } = await import(pathToFileURL(path.join(site, '_idp/search.js')));
const asked = new Set();
const plain = async (url) => {
  const file = path.basename(new URL(url).pathname);
  asked.add(file);
  return new Uint8Array(fs.readFileSync(path.join(site, '_idp/search', file)));
};
const answer = async (change) => {
  const search = await open('https://portal.example/', { fetch: async (url) => change(path.basename(url), await plain(url)) });
  return JSON.stringify(await search.search(query, { facets: true }));
};
const sound = await answer((_, bytes) => new Response(bytes));
const files = [...asked];
assert.ok(new Set(files.map((file) => file[0])).size >= 7, `only ${files} were read`);

const readable = /^(The search index|A part of the search index)/;
let stopped = 0;
async function damaged(file, change) {
  try {
    assert.equal(await answer((name, bytes) => (name === file ? change(bytes) : new Response(bytes))), sound, file);
  } catch (error) {
    assert.match(error.message, readable, `${file}: ${error.stack}`);
    stopped++;
  }
}
const altered = (bytes, at) => { const copy = bytes.slice(); copy[at] ^= 1 << (at % 8); return new Response(copy); };
for (const file of files) {
  const length = fs.statSync(path.join(site, '_idp/search', file)).size;
  await damaged(file, () => new Response('', { status: 404 }));
  await damaged(file, () => { throw new TypeError('network is down'); });
  await damaged(file, () => new Response('<!doctype html><title>Not found</title>'));
  await damaged(file, (bytes) => new Response(bytes.slice(0, length - 1)));
  await damaged(file, (bytes) => new Response(bytes.slice(0, 7)));
  for (let at = 0; at < length; at += 1 + Math.floor(length / 24)) await damaged(file, (bytes) => altered(bytes, at));
}
assert.ok(stopped > 20 * files.length, `${stopped} of the damaged shards were noticed`);

// Contents that are wrong under a right checksum: nothing to compare with, but never anything but a readable stop.
const checksum = (bytes) => bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
for (const file of files) {
  for (let round = 0; round < 40; round++) {
    const wrong = (bytes) => {
      const copy = bytes.slice();
      for (let i = 0; i < 3; i++) copy[13 + ((round * 7919 + i * 104729) % (copy.length - 13))] = (round * 37 + i * 101) & 255;
      new DataView(copy.buffer).setUint32(9, checksum(copy.subarray(13)), true);
      return new Response(copy);
    };
    try {
      await answer((name, bytes) => (name === file ? wrong(bytes) : new Response(bytes)));
    } catch (error) {
      assert.match(error.message, readable, `${file}: ${error.stack}`);
    }
  }
}
