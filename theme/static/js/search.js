// The search engine of the portal: answers questions from the static shards that src/search/export.rs wrote, with the
// stages, analysis and scores of src/search (see FORMAT.md there). No DOM, no globals, no other files: the same code runs
// in a page, in a worker and in Node. Nothing here builds HTML; excerpts are lists of plain texts.

const MAGIC = "IDP1";
const HEAD_LENGTH = 13;
const LONGEST_WORD = 40;
const MOST_PARTS = 4;
const LONGEST_QUESTION = 256;
const MOST_WORDS = 16;
const EXCERPT = 200;
const EXCERPT_BEFORE = 50;
const FACETS = ["kind", "type", "owner", "system", "lifecycle", "tag", "site", "lang", "version"];
const K1 = 1.2;
const B = 0.75;
const READABLE = /^(The|A part of the) search index/;
const each = (list, act) => Promise.all(list.map(act));
const utf8 = new TextEncoder();
const text8 = new TextDecoder();

/** Opens the index below `baseUrl`. Rejects with a readable message where a shard is missing or damaged. */
export async function open(baseUrl, { fetch = globalThis.fetch, manifest } = {}) {
  const base = new URL(String(baseUrl).replace(/\/?$/, "/"), globalThis.location?.href);
  const shards = new Shards(base, fetch);
  let index = null;
  const ready = () => (index ??= Index.open(shards, manifest).catch((error) => { index = null; throw error; }));
  return {
    /** Loads what every question needs. */
    async prefetch() { await ready(); },
    async search(query, options = {}) {
      try {
        return await (await ready()).search(String(query ?? ""), options ?? {});
      } catch (error) {
        // What is not one of our own messages, or the caller's abort, comes from contents that make no sense.
        if (options?.signal?.aborted || READABLE.test(error.message)) throw error;
        throw damaged(error.message);
      }
    },
  };
}

// ---------------------------------------------------------------- shards

/** Fetches shards once, checks them, and keeps them. */
class Shards {
  constructor(base, fetch) {
    this.folder = new URL("_idp/search/", base);
    this.fetch = fetch;
    this.kept = new Map();
  }

  get(kind, name) {
    const file = kind + name;
    if (!this.kept.has(file)) {
      const loading = this.load(kind, file);
      this.kept.set(file, loading);
      loading.catch(() => this.kept.delete(file));
    }
    return this.kept.get(file);
  }

  async load(kind, file) {
    const url = new URL(`${file}.txt`, this.folder).href;
    const { fetch } = this;
    let response;
    try {
      response = await fetch(url);
    } catch (error) {
      throw new Error(`The search index cannot be reached (${file}): ${error.message}`);
    }
    if (!response.ok) throw new Error(`A part of the search index is missing (${file}, status ${response.status}). Reload the page.`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const view = new DataView(bytes.buffer);
    const sound = bytes.length >= HEAD_LENGTH && text8.decode(bytes.subarray(0, 5)) === MAGIC + kind
      && view.getUint32(5, true) === bytes.length - HEAD_LENGTH && view.getUint32(9, true) === checksum(bytes, HEAD_LENGTH);
    if (!sound) throw damaged(file);
    return bytes.subarray(HEAD_LENGTH);
  }
}

const damaged = (file) => new Error(`A part of the search index is damaged (${file}). Reload the page, or publish the site again.`);

/** FNV-1a, 32 bits. */
function checksum(bytes, from) {
  let sum = 0x811c9dc5;
  for (let i = from; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i], 0x01000193);
  return sum >>> 0;
}

/** Reads numbers and texts; never past the end. */
class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  get done() { return this.at >= this.bytes.length; }
  number() {
    let number = 0;
    for (let factor = 1; factor <= 0x10000000; factor *= 128) {
      if (this.at >= this.bytes.length) throw damaged("a list");
      const byte = this.bytes[this.at++];
      number += (byte & 0x7f) * factor;
      if (byte < 0x80) return number;
    }
    throw damaged("a number");
  }
  take(length) {
    if (length > this.bytes.length - this.at) throw damaged("a list");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  text() { return text8.decode(this.take(this.number())); }
  skip() { this.take(this.number()); }
  /** A count of things of at least one byte each. */
  count() {
    const count = this.number();
    if (count > this.bytes.length - this.at) throw damaged("a count");
    return count;
  }
  name() { return Array.from(this.take(5), (byte) => byte.toString(16).padStart(2, "0")).join(""); }
}

// ---------------------------------------------------------------- analysis

const WORD = 1, SPACELESS = 2, JOINER = 3, APOSTROPHE = 4, OTHER = 0;
const WORD_CHARACTER = /[\p{Alphabetic}\p{N}\p{M}]/u;
const SPACELESS_CHARACTER = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const LOWER = { "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ς": "σ", "\u2019": "" };
const isAscii = (text) => !/[^\0-\x7f]/.test(text);

function classOf(c) {
  if (c < "\x80") return /[a-zA-Z0-9]/.test(c) ? WORD : c === "-" || c === "_" ? JOINER : c === "'" ? APOSTROPHE : OTHER;
  if (c === "\u2019") return APOSTROPHE;
  return SPACELESS_CHARACTER.test(c) ? SPACELESS : WORD_CHARACTER.test(c) ? WORD : OTHER;
}

const plain = (text) => (isAscii(text) ? text : text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC"));

function lower(text) {
  if (isAscii(text)) return text.toLowerCase();
  let out = "";
  for (const c of text) for (const l of c.toLowerCase()) out += LOWER[l] ?? (l >= "\u0300" && l <= "\u036f" ? "" : l);
  return out;
}

const fold = (text) => lower(plain(text));

/** Calls `visit(parts, spaceless)` for every chunk; a part is `{whole, pieces}`. */
function walk(text, visit) {
  const characters = [...plain(text)];
  let parts = [], spaceless = false, run = OTHER, word = "";
  const finish = () => {
    if (run === WORD) {
      const bare = word.replace(/['\u2019]/g, "");
      const whole = lower(bare);
      parts.push({ whole, pieces: byteLength(whole) <= LONGEST_WORD ? piecesOf(bare) : 0, before: bare === word ? "" : lower(word.split(/['\u2019]/)[0]) });
    } else if (run === SPACELESS) {
      spaceless = true;
      const letters = [...lower(word)];
      const pairs = letters.length > 1 ? letters.slice(1).map((c, i) => letters[i] + c) : letters;
      for (const whole of pairs) parts.push({ whole, pieces: 0 });
    }
    run = OTHER;
    word = "";
  };
  const flush = () => {
    if (parts.length) visit(parts, spaceless);
    parts = [];
    spaceless = false;
  };
  characters.forEach((c, at) => {
    const kind = classOf(c);
    const next = at + 1 < characters.length ? classOf(characters[at + 1]) : OTHER;
    if ((kind === WORD || kind === SPACELESS) && run === kind) word += c;
    else if (kind === WORD) { finish(); if (spaceless) flush(); run = WORD; word = c; }
    else if (kind === SPACELESS) { finish(); flush(); run = SPACELESS; word = c; }
    else if (kind === APOSTROPHE && run === WORD && next === WORD) word += c;
    else if (kind === JOINER && run === WORD && next === WORD) finish();
    else { finish(); flush(); }
  });
  finish();
  flush();
}

const byteLength = (text) => (isAscii(text) ? text.length : utf8.encode(text).length);

/** How many pieces an ASCII identifier has at changes of case; 0 where it is only one. */
function piecesOf(word) {
  if (!isAscii(word)) return 0;
  const cuts = word.match(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g);
  return cuts ? cuts.length + 1 : 0;
}

function joinedOf(parts, spaceless) {
  if (spaceless || parts.length < 2 || parts.length > MOST_PARTS) return null;
  const joined = parts.map((part) => part.whole).join("");
  return byteLength(joined) <= LONGEST_WORD ? joined : null;
}

// ---------------------------------------------------------------- stemming (Snowball's English)

const SPECIAL = { skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl",
  andes: "andes", atlas: "atlas", bias: "bias", cosmos: "cosmos", howe: "howe", news: "news", sky: "sky" };
const STEP2 = { anci: "ance", enci: "ence", ogi: "og", li: "", bli: "ble", abli: "able", alli: "al", fulli: "ful", lessli: "less", ousli: "ous",
  entli: "ent", aliti: "al", biliti: "ble", iviti: "ive", tional: "tion", ational: "ate", alism: "al", ation: "ate", ization: "ize",
  izer: "ize", ator: "ate", iveness: "ive", fulness: "ful", ousness: "ous", ogist: "og" };
const STEP3 = { icate: "ic", ative: "", alize: "al", iciti: "ic", ical: "ic", tional: "tion", ational: "ate", ful: "", ness: "" };
const STEP4 = ["ic", "ance", "ence", "able", "ible", "ate", "ive", "ize", "iti", "al", "ism", "ion", "er", "ous", "ant", "ent", "ment", "ement"];
const longest = (word, suffixes) => suffixes.filter((suffix) => word.endsWith(suffix)).sort((a, b) => b.length - a.length)[0];
const isShort = (word) => /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/.test(word);
const stems = new Map();

function stem(word) {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let known = stems.get(word);
  if (known === undefined) {
    if (stems.size > 50000) stems.clear();
    stems.set(word, (known = Object.hasOwn(SPECIAL, word) ? SPECIAL[word] : snowball(word)));
  }
  return known;
}

function snowball(word) {
  let w = word.replace(/^y/, "Y");
  for (let i = 1; i < w.length; i++) if (w[i] === "y" && /[aeiouy]/.test(w[i - 1])) w = w.slice(0, i) + "Y" + w.slice(i + 1);
  const region = (from) => {
    const found = /[aeiouy][^aeiouy]/.exec(w.slice(from));
    return found ? from + found.index + 2 : w.length;
  };
  const start = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/.exec(w);
  const p1 = start ? start[0].length : region(0);
  const p2 = region(p1);
  const cut = (suffix, by = "") => { w = w.slice(0, w.length - suffix.length) + by; };
  // 1a
  let suffix = longest(w, ["ied", "ies", "sses", "ss", "us", "s"]);
  if (suffix === "sses") cut(suffix, "ss");
  else if (suffix === "ied" || suffix === "ies") cut(suffix, w.length > 4 ? "i" : "ie");
  else if (suffix === "s" && /[aeiouy].+s$/.test(w)) cut(suffix);
  // 1b
  suffix = longest(w, ["eed", "ed", "ing", "edly", "eedly", "ingly"]);
  if (suffix) step1b(suffix);
  // 1c
  if (/.[^aeiouy][yY]$/.test(w)) cut("y", "i");
  suffix = longest(w, Object.keys(STEP2));
  if (suffix && w.length - suffix.length >= p1) {
    const before = w[w.length - suffix.length - 1];
    if (suffix === "ogi" ? before === "l" : suffix === "li" ? /[cdeghkmnrt]/.test(before ?? "") : true) cut(suffix, STEP2[suffix]);
  }
  suffix = longest(w, Object.keys(STEP3));
  if (suffix && w.length - suffix.length >= p1 && (suffix !== "ative" || w.length - suffix.length >= p2)) cut(suffix, STEP3[suffix]);
  suffix = longest(w, STEP4);
  if (suffix && w.length - suffix.length >= p2 && (suffix !== "ion" || /[st]ion$/.test(w))) cut(suffix);
  // 5
  const end = w.length - 1;
  if (w.endsWith("e")) {
    if (end >= p2 || (end >= p1 && !isShort(w.slice(0, end)))) cut("e");
  } else if (w.endsWith("ll") && end >= p2) cut("l");
  return w.replaceAll("Y", "y");

  function step1b(suffix) {
    const body = w.slice(0, w.length - suffix.length);
    if (suffix.startsWith("eed")) {
      if (body.length >= p1 && !/^(?:succ|proc|exc)$/.test(body)) cut(suffix, "ee");
      return;
    }
    if (suffix === "ing") {
      if (/^[^aeiouy]y$/.test(body)) { w = body[0] + "ie"; return; }
      if (/^(?:even|cann|inn|earr|herr|out)$/.test(body)) return;
    }
    if (!/[aeiouy]/.test(body)) return;
    w = body;
    if (/(?:at|bl|iz)$/.test(w)) w += "e";
    else if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) { if (!/^[aeo]..$/.test(w)) cut("x"); }
    else if (w.length === p1 && isShort(w)) w += "e";
  }
}

// ---------------------------------------------------------------- other languages: the manifest's tables

/** The word without what the language elides before its apostrophe. */
const bareIn = ({ elided }, word, before) => (before && hasWord(elided, before) ? word.slice(before.length) : word);
const hasWord = (words, word) => ` ${words} `.includes(` ${word} `);

/** What a word is indexed as: in English, then in each of the languages. */
function termsOf(word, languages, before) {
  return [stem(word), ...languages.map((language) => {
    let bare = bareIn(language, word, before);
    if (!new RegExp(`^[${language.letters}]{3,}$`).test(bare)) return stem(bare);
    for (const step of language.steps.split(";")) {
      const [least, ...endings] = step.split(" ");
      for (const ending of endings) {
        const [end, by = ""] = ending.split("=");
        if (bare.endsWith(end) && bare.length - end.length >= least) {
          bare = bare.slice(0, bare.length - end.length) + by;
          break;
        }
      }
    }
    return `${bare}/${language.code}`;
  })];
}

// ---------------------------------------------------------------- questions

const isSpace = (c) => c === " " || c === "\t" || c === "\n" || c === "\r" || c === "\u00a0" || c === "\u3000";

function readToken(text) {
  const token = { not: false, facet: null, quoted: false, text: "" };
  if (text[0] === "-" && text.length > 1 && !isSpace(text[1])) { token.not = true; text = text.slice(1); }
  for (const facet of FACETS) {
    const after = text[facet.length + 1];
    if (text[facet.length] === ":" && lower(text.slice(0, facet.length)) === facet && after !== undefined && !isSpace(after)) {
      token.facet = facet;
      text = text.slice(facet.length + 1);
      break;
    }
  }
  let end;
  if (text[0] === '"') {
    token.quoted = true;
    end = text.indexOf('"', 1);
    token.text = end < 0 ? text.slice(1) : text.slice(1, end);
    return [token, end < 0 ? "" : text.slice(end + 1)];
  }
  for (end = 0; end < text.length && !isSpace(text[end]);) end++;
  token.text = text.slice(0, end);
  return [token, text.slice(end)];
}

function wordsOf(text, { stop, languages }) {
  const words = [], wholes = [], phrase = [];
  let position = 0;
  walk(text, (parts, spaceless) => {
    const joined = joinedOf(parts, spaceless);
    if (joined) wholes.push(joined);
    for (const { whole, pieces, before } of parts) {
      if (!whole || byteLength(whole) > LONGEST_WORD) continue;
      const word = { text: whole, terms: termsOf(whole, languages, before) };
      word.stop = hasWord(stop, whole) || languages.some((it) => hasWord(it.stop, bareIn(it, whole, before)));
      if (pieces) wholes.push(whole);
      phrase.push({ ...word, position });
      position += Math.max(1, pieces);
      words.push(word);
    }
  });
  return { words, wholes, phrase };
}

function parse(text, index = { stop: "", languages: [] }) {
  const question = { words: [], wholes: [], phrases: [], excluded: [], filters: [], unfinished: false };
  let rest = [...text].slice(0, LONGEST_QUESTION).join("");
  for (;;) {
    let start = 0;
    while (start < rest.length && isSpace(rest[start])) start++;
    if (start === rest.length) break;
    const [token, after] = readToken(rest.slice(start));
    rest = after;
    question.unfinished = false;
    if (token.facet) {
      question.filters.push({ facet: token.facet, value: fold(token.text), not: token.not });
      continue;
    }
    const { words, wholes, phrase } = wordsOf(token.text, index);
    if (!words.length) continue;
    if (token.not) question.excluded.push(token.quoted ? { phrase } : { words });
    else {
      if (token.quoted) question.phrases.push(phrase);
      question.words.push(...words);
      question.wholes.push(...wholes);
      question.unfinished = after === "" && !token.quoted;
    }
  }
  if (question.words.length > MOST_WORDS) question.unfinished = false;
  question.words.length = Math.min(question.words.length, MOST_WORDS);
  return question;
}

const keyOf = (words, replaced = new Map()) => words.map((word, at) => replaced.get(at) ?? word.text).join(" ");

// ---------------------------------------------------------------- dictionaries and lists

/** A text as a string of its UTF-8 bytes, so that `<` compares as the index is sorted. */
const bytesOf = (text) => (isAscii(text) ? text : String.fromCharCode(...utf8.encode(text)));

function latin(bytes) {
  let out = "";
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

/** The first of so many places of which something does not hold that holds up to there. */
function firstNot(high, holds) {
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1; else high = middle;
  }
  return low;
}

class Dictionary {
  constructor(shards, kind, blocks, width = 0) {
    this.width = width;
    this.shards = shards;
    this.kind = kind;
    this.first = blocks.first.map(bytesOf);
    this.names = blocks.names;
    this.blocks = new Map();
  }

  /** Number of the block that a term would be in; -1 where it is before all. */
  find(term) {
    return firstNot(this.first.length, (at) => this.first[at] <= term) - 1;
  }

  async block(number) {
    if (!this.blocks.has(number)) {
      const bytes = await this.shards.get(this.kind, this.names[number]);
      this.blocks.set(number, readBlock(bytes, this.width));
    }
    return this.blocks.get(number);
  }

  async get(text) {
    const term = bytesOf(text);
    const number = this.find(term);
    return number < 0 ? undefined : (await this.block(number)).get(term);
  }
}

function readBlock(bytes, width) {
  const reader = new Reader(bytes);
  const names = Array.from({ length: reader.count() }, () => reader.name());
  const place = () => ({ name: names[reader.number()], offset: reader.number(), length: reader.number() });
  const entries = new Map();
  let term = "";
  for (let left = reader.count(); left > 0; left--) {
    const shared = reader.number();
    term = term.slice(0, shared) + latin(reader.take(reader.number()));
    const flags = reader.take(1)[0];
    const entry = { head: null, packed: null, text: [], counts: null, positions: null };
    if (flags & 2) entry.packed = place();
    else if (flags & 1) entry.head = reader.take(reader.number());
    if (flags & 16) entry.positions = place();
    if (flags & 4) {
      let first = 0;
      const parts = reader.count();
      if (parts > 1) entry.counts = Array.from({ length: width }, () => reader.number());
      for (let i = 0; i < parts; i++) {
        first += reader.number();
        entry.text.push({ first, ...place(), positions: null });
        if (flags & 8) entry.text.at(-1).positions = place();
      }
    }
    entries.set(term, entry);
  }
  return entries;
}

/** Documents of a list without scores, in ascending order. */
function readDocuments(reader) {
  const documents = new Uint32Array(reader.count());
  let document = 0;
  for (let i = 0; i < documents.length; i++) documents[i] = document += reader.number();
  return documents;
}

/** A list with, for each field of its group, frequencies and norms of the documents that have the term there. */
function readList(bytes, width) {
  const reader = new Reader(bytes);
  const documents = readDocuments(reader);
  const present = reader.take(1)[0];
  const single = (present & (present - 1)) === 0;
  const masks = single ? new Uint8Array(documents.length).fill(present) : reader.take(documents.length);
  const fields = [];
  for (let bit = 0; bit < width; bit++) {
    if (!(present & (1 << bit))) { fields.push(null); continue; }
    let count = 0;
    for (const mask of masks) count += (mask >> bit) & 1;
    const frequencies = new Uint32Array(count);
    for (let i = 0; i < count; i++) frequencies[i] = reader.number();
    fields.push({ frequencies, norms: reader.take(count) });
  }
  return { documents, masks, fields };
}

const lengthOf = (norm) => (norm < 40 ? norm : 24 + (8 + ((norm - 40) & 7)) * 2 ** (((norm - 40) >> 3) + 1));

/** Documents with scores; `own` says whether the match is in the document's own words. */
const scored = (documents, scores, own) => ({ documents, scores, own });
const NOTHING = scored(new Uint32Array(0), new Float64Array(0), new Uint8Array(0));

/** All documents of several scored lists; `combine` makes a score of those of a document, which are in `found`. */
function union(lists, combine, least = 1) {
  if (lists.length === 1 && least === 1) return lists[0];
  const at = lists.map(() => 0);
  const documents = [], scores = [], own = [];
  for (;;) {
    let next = Infinity;
    lists.forEach((list, i) => { if (at[i] < list.documents.length && list.documents[at[i]] < next) next = list.documents[at[i]]; });
    if (next === Infinity) break;
    let score = 0, isOwn = 0, count = 0;
    for (let i = 0; i < lists.length; i++) {
      const list = lists[i];
      if (list.documents[at[i]] !== next) continue;
      score = combine(score, list.scores[at[i]]);
      isOwn |= list.own[at[i]];
      at[i]++;
      count++;
    }
    if (count >= least) { documents.push(next); scores.push(score); own.push(isOwn); }
  }
  return scored(documents, scores, own);
}

const add = (a, b) => a + b;

/** Whether ascending documents hold one from `first` on, before `end`. */
const hasBetween = (documents, first, end) => documents[firstNot(documents.length, (at) => documents[at] < first)] < end;

/** The documents that all lists have, with the sum of their scores. */
function intersection(lists) {
  const order = [...lists].sort((a, b) => a.documents.length - b.documents.length);
  let { documents, scores, own } = order[0];
  for (const list of order.slice(1)) {
    const both = [], sums = [], owns = [];
    for (let i = 0, j = 0; i < documents.length && j < list.documents.length;) {
      if (documents[i] < list.documents[j]) i++;
      else if (documents[i] > list.documents[j]) j++;
      else { both.push(documents[i]); sums.push(scores[i] + list.scores[j]); owns.push(own[i++] | list.own[j++]); }
    }
    documents = both; scores = sums; own = owns;
  }
  return scored(documents, scores, own);
}

// ---------------------------------------------------------------- the index

class Index {
  static async open(shards, manifest) {
    if (!manifest) throw new Error("The search index is not named: import _idp/search.js, not its parts.");
    const bytes = await shards.get("m", manifest);
    const facts = JSON.parse(text8.decode(bytes));
    if (facts.format !== 1) throw new Error(`The search index has another format (${facts.format}). Reload the page.`);
    return new Index(shards, facts);
  }

  constructor(shards, facts) {
    Object.assign(this, { languages: [] }, facts);
    this.shards = shards;
    this.head = facts.fields.filter((field) => field.group === "head");
    this.text = facts.fields.filter((field) => field.group === "text");
    this.words = new Dictionary(shards, "w", facts.words, this.text.length);
    this.exact = new Dictionary(shards, "x", facts.exact);
    this.lexicon = new Map(facts.lexicon);
    this.facets = new Map(facts.facets);
    this.others = {};
  }

  /** A dictionary that few questions need: `wholes` or `grams`. */
  async dictionary(which) {
    if (!this[which]) return null;
    const bytes = await this.shards.get("i", this[which]);
    return (this.others[which] ??= new Dictionary(this.shards, "x", JSON.parse(text8.decode(bytes))));
  }

  async search(text, { limit = 10, filters = {}, facets = false, signal } = {}) {
    const question = parse(text, this);
    for (const [facet, values] of Object.entries(filters ?? {})) {
      for (const value of [values].flat()) question.filters.push({ facet, value: fold(String(value)), not: false });
    }
    const run = new Run(this, question, signal);
    const { quick } = this.factors;
    await run.allStages(limit > quick ? Infinity : quick);
    const results = await each(run.hits.slice(0, limit), (hit) => this.result(hit, run));
    return {
      total: run.hits.length,
      results,
      facets: facets ? await this.countFacets(run.hits, facets) : {},
      suggestion: run.suggestion,
    };
  }

  async result({ stage, steps, document }, run) {
    const { text, ...shown } = await this.record(document);
    const marked = new Set(run.alternatives[this.stages[stage]?.level ?? 0].flat().flatMap(({ terms }) => terms));
    const score = steps / this.factors.steps;
    return {
      ...shown,
      score: this.stages.length - stage + score / (score + 50),
      excerpt: excerpt(text, marked, this.languages),
    };
  }

  async record(document) {
    const last = (list) => list.findLast(([first]) => first <= document) ?? list[0];
    const [start, name] = last(this.records);
    const reader = new Reader(await this.shards.get("d", name));
    const packs = Array.from({ length: reader.count() }, () => [start + reader.number(), reader.name()]);
    const [first, pack] = last(packs);
    return readRecord(await this.shards.get("r", pack), document - first);
  }

  /** Values of a facet with the runs of their documents. */
  async facetValues(facet) {
    if (!this.facets.has(facet)) return [];
    const reader = new Reader(await this.shards.get("f", this.facets.get(facet)));
    const values = [];
    while (!reader.done) {
      const value = reader.text();
      let at = 0;
      const runs = Array.from({ length: reader.count() }, () => {
        const from = at + reader.number();
        at = from + reader.number();
        return [from, at];
      });
      values.push({ value, runs });
    }
    return values;
  }

  async countFacets(hits, wanted) {
    const found = new Uint8Array(this.documents);
    for (const { document } of hits) found[document] = 1;
    const counted = {};
    for (const facet of wanted === true ? FACETS : [wanted].flat()) {
      const counts = [];
      for (const { value, runs } of await this.facetValues(facet)) {
        let count = 0;
        for (const [from, to] of runs) for (let i = from; i < to; i++) count += found[i] ?? 0;
        if (count) counts.push({ value, count });
      }
      if (counts.length) counted[facet] = counts.sort((a, b) => b.count - a.count || (bytesOf(a.value) < bytesOf(b.value) ? -1 : 1));
    }
    return counted;
  }

  /** Words of the lexicon that share a word's first character. */
  async neighbours(word) {
    const name = this.lexicon.get([...word][0]);
    if (!name) return [];
    const reader = new Reader(await this.shards.get("l", name));
    const entries = [];
    let bytes = "";
    for (let left = reader.count(); left > 0; left--) {
      const shared = reader.number();
      bytes = bytes.slice(0, shared) + latin(reader.take(reader.number()));
      const text = isAscii(bytes) ? bytes : text8.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
      entries.push({ word: text, weight: reader.take(1)[0] });
    }
    return entries;
  }

  async completions(start) {
    const found = (await this.neighbours(start)).filter(({ word }) => word.length > start.length && word.startsWith(start));
    return distinct(start, found.map((entry) => ({ ...entry, edits: 0 })), this.factors.completions, this.languages);
  }

  async corrections(word) {
    const letters = [...word];
    let allowed = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2;
    if (!allowed) return [];
    let found = [];
    for (const entry of await this.neighbours(word)) {
      if (entry.word === word) continue;
      const edits = distance(letters, [...entry.word], allowed);
      if (edits > allowed) continue;
      if (edits < allowed) { found = []; allowed = edits; }
      found.push({ ...entry, edits });
    }
    return distinct(word, found, this.factors.corrections, this.languages);
  }
}

/** The heaviest words, one of each stem, none of the asked word's. */
function distinct(asked, found, most, languages) {
  const seen = new Set(termsOf(asked, languages));
  const kept = [];
  for (const { word, edits } of found.sort((a, b) => b.weight - a.weight)) {
    if (kept.length === most) break;
    const terms = [...new Set(termsOf(word, languages))].filter((term) => !seen.has(term));
    if (!terms.length) continue;
    terms.forEach((term) => seen.add(term));
    kept.push({ word, terms, edits });
  }
  return kept;
}

/** Edits between two words (a swap of neighbours is one); more than `allowed` where there are more. */
function distance(a, b, allowed) {
  if (Math.abs(a.length - b.length) > allowed) return allowed + 1;
  let older = [], old = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), old[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, older[j - 2] + 1);
      row.push(best);
      if (best < least) least = best;
    }
    if (least > allowed) return allowed + 1;
    older = old;
    old = row;
  }
  return old[b.length];
}

function readRecord(pack, index) {
  const outer = new Reader(pack);
  for (;;) {
    const reader = new Reader(outer.take(outer.number()));
    const count = reader.count();
    if (index >= count) { index -= count; continue; }
    let url = new Uint8Array(0), breadcrumbs = [];
    for (;; index--) {
      const shared = reader.number(), rest = reader.take(reader.number());
      const bytes = new Uint8Array(shared + rest.length);
      bytes.set(url.subarray(0, shared));
      bytes.set(rest, shared);
      url = bytes;
      if (index > 0) reader.skip();
      const title = index > 0 ? "" : reader.text();
      const crumbs = reader.count();
      if (crumbs) breadcrumbs = Array.from({ length: crumbs - 1 }, () => reader.text());
      if (index === 0) return { url: text8.decode(url), title, breadcrumbs, kind: reader.text(), text: reader.text() };
      reader.skip();
      reader.skip();
    }
  }
}

// ---------------------------------------------------------------- answering

/** The answering of one question: the stages of the manifest's plan, one after the other. */
class Run {
  constructor(index, question, signal) {
    Object.assign(this, { index, question, signal, hits: [], sure: 0, seen: new Set(), settled: null, suggestion: null });
    const telling = question.words.map((_, at) => at).filter((at) => !question.words[at].stop);
    this.required = telling.length ? telling : question.words.map((_, at) => at);
    this.alternatives = [this.required.map((at) => [{ terms: [...new Set(question.words[at].terms)], factor: 1 }]), [], []];
    this.corrected = [];
    this.level = 0;
    this.heads = Object.create(null);
  }

  async allStages(limit) {
    const { stages } = this.index;
    this.quick = limit <= this.index.factors.quick;
    await this.restrict();
    if (!this.question.words.length) {
      if (this.question.filters.some((filter) => !filter.not)) await this.collect(0, Array.from({ length: this.index.documents }, (_, i) => i), () => 0, "exact");
      return;
    }
    for (let number = 0; number < stages.length; number++) {
      this.signal?.throwIfAborted?.();
      const stage = stages[number];
      const runs = this.settled === null
        ? this.hits.length < limit && (stage.level === 2 && !stage.loose ? this.sure : this.hits.length) < (stage.below || limit)
        : stage.scope === "head" && stage.level === this.settled && !stage.loose && !this.question.phrases.length;
      if (!runs) continue;
      if (stage.level > this.level) await this.expand();
      if (this.adds(stage)) await this.stage(number, stage);
    }
  }

  /** Fills in what may stand for each word: completions of the last one, corrections of those that nothing holds. */
  async expand() {
    const { index, question, required } = this;
    this.level = 2;
    const words = required.map((at) => question.words[at]);
    const known = await each(words, async (word) => (await each(word.terms, (term) => index.words.get(term))).some(Boolean));
    const substitutes = [];
    for (const [at, word] of words.entries()) {
      const exact = this.alternatives[0][at];
      const last = question.unfinished && required[at] === question.words.length - 1;
      const completions = last ? await index.completions(word.text) : [];
      const unfinished = [...exact, ...completions.map((found) => ({ ...found, factor: index.factors.completed }))];
      const doubtful = (!known[at] && !completions.length) || known.every(Boolean);
      const corrections = doubtful ? await index.corrections(word.text) : [];
      substitutes.push(corrections);
      this.alternatives[1].push(unfinished);
      this.alternatives[2].push([...unfinished, ...corrections.map((found) => ({ ...found, factor: index.factors.corrected[found.edits - 1] ?? 0 }))]);
    }
    const misspelt = required.map((at, i) => [at, substitutes[i]]).filter(([, found]) => found.length);
    if (misspelt.length) {
      const [[first, corrections], ...others] = misspelt;
      this.corrected = corrections.slice(0, index.factors.keys).map((correction) =>
        keyOf(question.words, new Map([...others.map(([at, found]) => [at, found[0].word]), [first, correction.word]])));
    }
  }

  adds(stage) {
    const count = (level) => this.alternatives[level].reduce((sum, word) => sum + word.length, 0);
    if (stage.loose) return this.required.length > 1;
    if (stage.scope === "exact") return stage.level === 0 || (!this.question.phrases.length && this.corrected.length > 0);
    if (stage.scope === "names") return this.question.words.length <= this.index.factors.name_words;
    if (stage.level === 0) return true;
    return count(stage.level) > count(stage.level - 1);
  }

  async stage(number, stage) {
    const before = this.hits.length;
    if (stage.scope === "exact") await this.exact(number, stage.level);
    else if (stage.scope === "names") await this.insideNames(number);
    else await this.fielded(number, stage);
    if (stage.level < 2) this.sure += this.hits.length - before;
    if (this.hits.length === before) return;
    const telling = stage.scope === "exact" ? 2 : stage.scope === "head" && !stage.loose ? this.index.factors.telling : Infinity;
    if (this.quick && this.required.length >= telling) this.settled = stage.level;
    if (stage.level === 2) this.suggestion ??= this.corrected[0] ?? null;
  }

  /** Adds the new hits that the restrictions let through, best first; an exact name or title holds all phrases anyway. */
  async collect(number, documents, score, scope) {
    const { steps } = this.index.factors;
    const fresh = [];
    for (const phrase of scope === "exact" ? [] : this.question.phrases) {
      if (!documents.length) return;
      const among = Uint32Array.from(documents).sort();
      const held = await this.phrase(phrase, scope, among);
      const kept = [...documents.keys()].filter((i) => held.has(documents[i]));
      const [before, of] = [documents, score];
      documents = kept.map((i) => before[i]);
      score = (i) => of(kept[i]);
    }
    for (let i = 0; i < documents.length; i++) {
      const document = documents[i];
      if (this.seen.has(document) || (this.allowed && !this.allowed[document])) continue;
      this.seen.add(document);
      fresh.push({ stage: number, steps: Math.round(score(i) * steps), document });
    }
    fresh.sort((a, b) => b.steps - a.steps || a.document - b.document);
    for (const hit of fresh) this.hits.push(hit);
  }

  async exact(number, level) {
    const { exact, factors } = this.index;
    const found = new Map();
    const note = (document, score) => { if (score > (found.get(document) ?? 0)) found.set(document, score); };
    const typed = keyOf(this.question.words);
    const read = async (entry) => {
      const reader = new Reader((await this.inline(entry)).head);
      const documents = readDocuments(reader);
      return { documents, masks: reader.take(documents.length) };
    };
    for (const key of level === 0 ? [typed] : this.corrected) {
      const entry = await exact.get(key);
      if (!entry) continue;
      const { documents, masks } = await read(entry);
      documents.forEach((document, i) => note(document, masks[i] & 1 ? 3 : 2));
    }
    const start = bytesOf(typed);
    if (level === 0 && start.length > 2 && this.question.unfinished) {
      let titles = 0;
      for (let at = Math.max(0, exact.find(start)); at < exact.names.length && titles < factors.titles; at++) {
        if (exact.first[at] > start && !exact.first[at].startsWith(start)) break;
        for (const [term, entry] of await exact.block(at)) {
          if (term < start || titles === factors.titles) continue;
          if (!term.startsWith(start)) break;
          const { documents, masks } = await read(entry);
          if (!masks.some((mask) => mask & 2)) continue;
          titles++;
          if (term !== start) documents.forEach((document, i) => { if (masks[i] & 2) note(document, start.length / term.length); });
        }
      }
    }
    const documents = [...found.keys()];
    await this.collect(number, documents, (i) => found.get(documents[i]), "exact");
  }

  /** The entry with its short list at hand. */
  async inline(entry) {
    if (entry.packed) {
      entry.head = await this.slice("p", entry.packed);
      entry.packed = null;
    }
    return entry;
  }

  async slice(kind, { name, offset, length }) {
    if (!name) throw damaged("a list");
    const bytes = await this.index.shards.get(kind, name);
    if (offset + length > bytes.length) throw damaged(kind + name);
    return bytes.subarray(offset, offset + length);
  }

  async insideNames(number) {
    const letters = [...this.question.words.map((word) => word.text).join("")];
    if (letters.length < 3) return;
    const grams = letters.slice(2).map((_, i) => letters.slice(i, i + 3).join(""));
    const dictionary = await this.index.dictionary("grams");
    const lists = await each(grams, (gram) => this.documents(dictionary, gram));
    await this.collect(number, intersection(lists).documents, () => 1, "head");
  }

  /** The documents of an unscored term. */
  async documents(dictionary, term) {
    const entry = await dictionary?.get(term);
    if (!entry) return NOTHING;
    const documents = readDocuments(new Reader((await this.inline(entry)).head));
    return scored(documents, new Float64Array(documents.length), new Uint8Array(documents.length));
  }

  async fielded(number, stage) {
    const alternatives = this.alternatives[stage.level];
    const found = stage.loose
      ? union(await each(alternatives, (word) => this.best(word, stage.scope)), add, Math.ceil(alternatives.length / 2))
      : await this.all(alternatives, stage.scope);
    const bonus = new Map();
    if (stage.scope === "text" && found.documents.length) {
      for (const whole of this.question.wholes) {
        for (const document of (await this.documents(await this.index.dictionary("wholes"), whole)).documents) bonus.set(document, (bonus.get(document) ?? 0) + this.index.factors.whole);
      }
    }
    const own = [];
    for (let i = 0; i < found.documents.length; i++) if (found.own[i]) own.push(i);
    await this.collect(number, own.map((i) => found.documents[i]), (i) => found.scores[own[i]] + (bonus.get(found.documents[own[i]]) ?? 0), stage.scope);
  }

  /** Documents that have every word; reads the shortest lists first, and of the others what those leave open. */
  async all(words, scope) {
    const sizes = await each(words, async (word) => (await Promise.all(word.flatMap(({ terms }) => terms.map((term) => this.size(term, scope))))).reduce(add, 0));
    if (sizes.some((size) => size === 0)) return NOTHING;
    const order = words.map((_, at) => at).sort((a, b) => sizes[a] - sizes[b]);
    const first = await this.best(words[order[0]], scope);
    const others = await each(order.slice(1), (at) => this.best(words[at], scope, first.documents));
    return intersection([first, ...others]);
  }

  /** Bytes of a term's lists; 0 where nothing holds it. */
  async size(stem, scope) {
    const entry = await this.index.words.get(stem);
    if (!entry) return 0;
    const head = entry.head?.length ?? entry.packed?.length ?? 0;
    return scope === "head" ? head : entry.text.reduce((sum, part) => sum + part.length, head);
  }

  /** The best of a word's alternatives for every document, or at least for those of `among`. */
  async best(alternatives, scope, among) {
    const lists = await each(alternatives, async ({ terms, factor }) => {
      const list = await this.word(terms, scope, among);
      return factor === 1 ? list : scored(list.documents, list.scores.map((score) => score * factor), list.own);
    });
    return union(lists, Math.max);
  }

  /** The documents of a word, by its terms, with their scores in the fields of a scope. */
  async word(terms, scope, among) {
    const { head, text } = this.index;
    const heads = (this.heads[terms] ??= this.scores(await each(terms, (term) => this.headList(term)), head));
    if (scope === "head") return heads;
    const lists = await each(terms, (term) => this.textList(term, among));
    return union([heads, this.scores(lists, text)], add);
  }

  /** The scores of several terms that are one word: each is as common as the most common of them. */
  scores(lists, fields) {
    const counts = fields.map((_, bit) => Math.max(...lists.map((parts) => parts.counts?.[bit] ?? parts.reduce((sum, part) => sum + (part.fields[bit]?.norms.length ?? 0), 0))));
    return union(lists.map((parts) => this.score(parts, fields, counts)), add);
  }

  async headList(stem) {
    const entry = await this.index.words.get(stem);
    if (!entry || !(entry.head || entry.packed)) return [];
    return [readList((await this.inline(entry)).head, this.index.head.length)];
  }

  /** The parts of a list of the long fields, or those that can hold a document of `among`. */
  async textList(stem, among) {
    const entry = await this.index.words.get(stem);
    if (!entry) return [];
    const open = entry.text.filter(({ first }, at) => !among || hasBetween(among, first, entry.text[at + 1]?.first ?? Infinity));
    const parts = await each(open, async (place) => (place.list ??=
      { ...readList(await this.slice("p", place), this.index.text.length), positions: place.positions }));
    return Object.assign(parts, { counts: entry.counts });
  }

  /** BM25 of the fields, summed. */
  score(parts, fields, counts) {
    const total = parts.reduce((sum, part) => sum + part.documents.length, 0);
    if (!total) return NOTHING;
    const documents = new Uint32Array(total), scores = new Float64Array(total), own = new Uint8Array(total);
    const ownMask = fields.reduce((mask, field, bit) => mask | (field.own ? 1 << bit : 0), 0);
    fields.forEach((field, bit) => {
      const count = counts[bit];
      if (!count) return;
      const weight = field.boost * Math.log(1 + (this.index.documents - count + 0.5) / (count + 0.5)) * (1 + K1);
      const soft = Float64Array.from({ length: 256 }, (_, norm) => K1 * (1 - B + (B * lengthOf(norm)) / field.average));
      let offset = 0;
      for (const { documents, masks, fields: columns } of parts) {
        const column = columns[bit];
        if (column) {
          for (let i = 0, next = 0; i < documents.length; i++) {
            if (!(masks[i] & (1 << bit))) continue;
            const frequency = column.frequencies[next];
            scores[offset + i] += weight * (frequency / (frequency + soft[column.norms[next++]]));
          }
        }
        offset += documents.length;
      }
    });
    let offset = 0;
    for (const part of parts) {
      documents.set(part.documents, offset);
      for (let i = 0; i < part.masks.length; i++) own[offset + i] = part.masks[i] & ownMask ? 1 : 0;
      offset += part.documents.length;
    }
    return scored(documents, scores, own);
  }

  /** Marks the documents that filters, phrases and exclusions allow; leaves `allowed` unset where there are none. */
  async restrict() {
    const { index, question } = this;
    const clear = () => (this.allowed ??= new Uint8Array(index.documents).fill(1));
    const keep = (wanted) => { const allowed = clear(); for (let i = 0; i < allowed.length; i++) allowed[i] &= wanted[i]; };
    const drop = (unwanted) => { const allowed = clear(); for (const document of unwanted) allowed[document] = 0; };
    for (const facet of FACETS) {
      const filters = question.filters.filter((filter) => filter.facet === facet);
      const wanted = filters.some((filter) => !filter.not);
      if (!filters.length && !(facet === "version" && index.facets.has(facet))) continue;
      const values = await index.facetValues(facet);
      const marked = new Uint8Array(index.documents);
      for (const { value, runs } of values) {
        const folded = fold(value), last = folded.split(/[/:]/).at(-1);
        const is = (filter) => filter.value === folded || filter.value === last;
        if (filters.some((filter) => !filter.not && is(filter))) for (const [from, to] of runs) marked.fill(1, from, to);
        if (filters.some((filter) => filter.not && is(filter)) || (facet === "version" && !wanted)) {
          for (const [from, to] of runs) clear().fill(0, from, to);
        }
      }
      if (wanted) keep(marked);
    }
    for (const { phrase, words } of question.excluded) drop(phrase ? await this.phrase(phrase, "text") : await this.allWords(words));
  }

  async allWords(words) {
    return intersection(await each(words, (word) => this.word([...new Set(word.terms)], "text"))).documents;
  }

  /** Documents, of `among` where it is given, that hold the phrase in a field of the scope that keeps positions. */
  async phrase(phrase, scope, among) {
    const found = new Set();
    for (const language of phrase[0].terms.keys()) {
      const words = await each(phrase, (word) => this.positions(word.terms[language], scope, among));
      this.index.fields.forEach((field, number) => {
        if (!field.positions || (scope === "head" && field.group !== "head")) return;
        const used = phrase.map((word, i) => ({ places: words[i][number], position: word.position, stop: word.stop }))
          .filter(({ stop }) => field.group === "head" || !stop);
        if (!used.length) return;
        const [first, ...others] = used.sort((a, b) => a.places.size - b.places.size);
        for (const [document, places] of first.places) {
          const follows = (place) => others.every((other) => other.places.get(document)?.includes(place - first.position + other.position));
          if (places.some(follows)) found.add(document);
        }
      });
    }
    return found;
  }

  /** For each field, the places of a term in its documents. */
  async positions(stem, scope, among) {
    const { fields, head, text } = this.index;
    const places = fields.map(() => new Map());
    const entry = await this.index.words.get(stem);
    if (!entry) return places;
    const read = async (place, list, group) => {
      if (!place) return;
      const reader = new Reader(await this.slice("q", place));
      fields.forEach((field, number) => {
        const bit = group.indexOf(field);
        if (bit < 0 || !field.positions || !list.fields[bit]) return;
        for (let i = 0, next = 0; i < list.documents.length; i++) {
          if (!(list.masks[i] & (1 << bit))) continue;
          let at = 0;
          const here = [];
          for (let left = list.fields[bit].frequencies[next++]; left > 0; left--) here.push((at += reader.number()));
          places[number].set(list.documents[i], here);
        }
      });
    };
    const [short] = await this.headList(stem);
    if (short) await read(entry.positions, short, head);
    if (scope === "text") {
      const parts = await this.textList(stem, among);
      await each(parts, (list) => read(list.positions, list, text));
    }
    return places;
  }
}

// ---------------------------------------------------------------- excerpts

/** The text around the first marked word, as `{text, match}`: plain texts, to be shown as such. */
function excerpt(text, marked, languages) {
  const pieces = text.match(/[\p{Alphabetic}\p{N}\p{M}]+|[^\p{Alphabetic}\p{N}\p{M}]+/gu) ?? [];
  const words = pieces.flatMap((piece) => (SPACELESS_CHARACTER.test(piece) ? piece.match(new RegExp(`${SPACELESS_CHARACTER.source}|(?:(?!${SPACELESS_CHARACTER.source}).)+`, "gsu")) : [piece]));
  const isMatch = (word) => {
    const folded = fold(word);
    if (SPACELESS_CHARACTER.test(word)) return [...marked].some((stem) => stem.includes(folded));
    return termsOf(folded, languages).some((term) => marked.has(term));
  };
  const matches = words.map(isMatch);
  const first = matches.indexOf(true);
  let start = Math.max(0, first);
  for (let length = 0; start > 0 && (length += [...words[start - 1]].length) <= EXCERPT_BEFORE;) start--;
  const fragments = [];
  const push = (text, match) => {
    const last = fragments.at(-1);
    if (last?.match === match) last.text += text; else fragments.push({ text, match });
  };
  if (start > 0) push("…", false);
  for (let i = start, length = 0; i < words.length; i++) {
    length += [...words[i]].length;
    if (length > EXCERPT) { push("…", false); break; }
    push(words[i], matches[i]);
  }
  return fragments;
}

export { parse, stem, termsOf, walk, fold, joinedOf };
