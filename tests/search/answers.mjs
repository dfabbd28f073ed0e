// Answers questions from a site on disk, as a browser would: node answers.mjs SITE QUESTIONS.json > answers.json
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [site, questions] = process.argv.slice(2);
const base = 'https://portal.example/below/a/path/';
const { open } = await import(pathToFileURL(path.join(site, '_idp/search.js')));
const fetch = async (url) => {
  const { pathname } = new URL(url);
  if (!pathname.startsWith('/below/a/path/_idp/search/')) throw new TypeError(`request outside of the index: ${url}`);
  const file = path.join(site, decodeURIComponent(pathname.slice('/below/a/path/'.length)));
  return fs.existsSync(file) ? new Response(fs.readFileSync(file)) : new Response('', { status: 404 });
};
const answers = [];
for (const { query, limit, filters } of JSON.parse(fs.readFileSync(questions))) {
  const search = await open(base, { fetch });
  answers.push(await search.search(query, { limit, filters, facets: true }));
}
process.stdout.write(JSON.stringify(answers));
