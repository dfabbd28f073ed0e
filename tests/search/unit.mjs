// The module's analysis: the cases that src/search/analyse.rs holds itself to, and stems that tantivy gave.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { joinedOf, stem, walk } from '../../theme/static/js/search.js';

test('texts fall into the same words as in Rust', () => {
  for (const [text, words] of JSON.parse(fs.readFileSync(new URL('analysis.json', import.meta.url)))) {
    const shown = [];
    walk(text, (parts, spaceless) => {
      for (const { whole, pieces } of parts) shown.push(pieces ? `${whole}/${pieces}` : whole);
      const joined = joinedOf(parts, spaceless);
      if (joined) shown.push(`=${joined}`);
    });
    assert.equal(shown.join(' '), words, text);
  }
});

test('words have the stems that tantivy gives them', { skip: !process.env.STEMS }, () => {
  const stems = JSON.parse(fs.readFileSync(process.env.STEMS));
  assert.ok(stems.length > 1000);
  for (const [word, expected] of stems) assert.equal(stem(word), expected, word);
});
