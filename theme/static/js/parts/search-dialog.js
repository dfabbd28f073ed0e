// The search dialog: a combobox over a list of hits. It opens and takes text before anything has been fetched.
import { element, icon, root } from './dom.js';
import { countWords, grouped, hitLink, loadEngine, pageOf, portal, withoutFilters } from './results.js';
import { recall, remember } from './storage.js';

const limit = 10;

/** Everything the dialog is made of. */
function build() {
  const input = element('input', {
    type: 'search', role: 'combobox', 'aria-label': 'Search the portal', 'aria-expanded': 'false', 'aria-controls': 'search-hits',
    'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'go', placeholder: 'Search services, APIs, docs and teams',
  });
  const close = element('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close search' }, icon('close'));
  const list = element('div', { id: 'search-hits', role: 'listbox', 'aria-label': 'Search results' });
  const message = element('div', { class: 'search-message' });
  const status = element('div', { class: 'visually-hidden', role: 'status' });
  const all = element('a', { href: `${root()}search/` }, 'All results');
  const tip = (key, text) => element('span', {}, element('kbd', { class: 'key' }, key), text);
  const dialog = element(
    'dialog',
    { class: 'search-dialog', 'aria-label': 'Search' },
    element('div', { class: 'search-box' }, icon('search'), input, close),
    element('div', { class: 'search-list' }, list, message),
    element('div', { class: 'search-tips' }, tip('↑↓', 'choose'), tip('↵', 'open'), tip('Ctrl ↵', 'in a new tab'), tip('esc', 'clear, close'), all),
    status,
  );
  document.body.append(dialog);
  return { dialog, input, close, list, message, status, all };
}

function say(view, ...children) {
  view.message.replaceChildren(...children);
  view.message.hidden = children.length === 0;
}

function showRecent(view, run) {
  view.list.replaceChildren();
  view.input.setAttribute('aria-expanded', 'false');
  const searches = recall('searches', []).filter((it) => typeof it === 'string');
  if (!searches.length) {
    say(view, 'Names, parts of names, tags, API operations and the text of every page.');
    return;
  }
  const buttons = searches.map((words) => {
    const button = element('button', { class: 'button', type: 'button' }, icon('history'), words);
    button.addEventListener('click', () => {
      view.input.value = words;
      view.input.focus();
      run();
    });
    return button;
  });
  say(view, element('p', {}, 'Recent searches'), element('div', { class: 'button-row' }, ...buttons));
}

function activate(view, option) {
  for (const it of view.list.querySelectorAll('[aria-selected="true"]')) it.setAttribute('aria-selected', 'false');
  option?.setAttribute('aria-selected', 'true');
  if (option) view.input.setAttribute('aria-activedescendant', option.id);
  else view.input.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function showHits(view, query, { total, results, suggestion }, run) {
  let number = 0;
  const groups = [...grouped(results)].map(([name, hits], index) => {
    const title = element('div', { class: 'search-group', id: `search-group-${index}`, role: 'presentation' }, name);
    const links = hits.map((hit) => {
      number += 1;
      return hitLink(hit, { role: 'option', id: `search-hit-${number}`, tabindex: '-1', 'aria-selected': 'false' }, 1);
    });
    return element('div', { role: 'group', 'aria-labelledby': title.id }, title, ...links);
  });
  const corrected = suggestion && results.length ? [element('div', { class: 'search-group', role: 'presentation' }, `Results for “${suggestion}”`)] : [];
  view.list.replaceChildren(...corrected, ...groups);
  view.input.setAttribute('aria-expanded', String(results.length > 0));
  activate(view, view.list.querySelector('[role="option"]'));
  if (results.length) {
    say(view);
    view.all.textContent = total > results.length ? 'All results' : 'Search page';
    return;
  }
  const others = [suggestion, withoutFilters(query)].filter(Boolean).map((words) => {
    const button = element('button', { class: 'button', type: 'button' }, `Search for “${words}”`);
    button.addEventListener('click', () => {
      view.input.value = words;
      view.input.focus();
      run();
    });
    return button;
  });
  const index = element('a', { href: `${root()}search/` }, 'index from A to Z');
  say(view, element('p', {}, `Nothing found for “${query}”.`), ...others, element('p', {}, 'Fewer or other words may help, or the ', index, '.'));
}

function keys(view, run) {
  view.input.addEventListener('keydown', (event) => {
    const options = [...view.list.querySelectorAll('[role="option"]')];
    const at = options.findIndex((it) => it.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const down = event.key === 'ArrowDown';
      if (options.length) activate(view, options.at(down ? (at + 1) % options.length : at - 1 < 0 ? -1 : at - 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = options[at];
      if (!chosen) return;
      keepSearch(view.input.value);
      if (event.ctrlKey || event.metaKey) open(chosen.href, '_blank', 'noopener');
      else follow(view, chosen.href);
    } else if (event.key === 'Escape' && view.input.value) {
      event.preventDefault();
      view.input.value = '';
      run();
    }
  });
}

function follow(view, href) {
  view.dialog.close();
  location.href = href;
}

function keepSearch(text) {
  const words = text.trim();
  if (words) remember('searches', [words, ...recall('searches', []).filter((it) => it !== words)].slice(0, 6));
}

/** Makes the dialog on first use. Returns what opens it. */
export function searchDialog() {
  let view;
  let asked = 0;
  let waiting;
  let speaking;
  let stale;
  const run = async () => {
    const query = view.input.value.trim();
    asked += 1;
    const mine = asked;
    view.all.href = pageOf(`${portal()}search/${query && `?q=${encodeURIComponent(query)}`}`);
    clearTimeout(speaking);
    if (!query) {
      showRecent(view, run);
      return;
    }
    const slow = setTimeout(() => mine === asked && !view.list.childElementCount && say(view, 'Searching …'), 250);
    try {
      const engine = await loadEngine();
      if (mine !== asked) return;
      stale?.abort();
      stale = new AbortController();
      const found = await engine.search(query, { limit, signal: stale.signal });
      if (mine !== asked) return;
      showHits(view, query, found, run);
      speaking = setTimeout(() => {
        view.status.textContent = countWords(found.total);
      }, 600);
    } catch {
      if (mine === asked) say(view, 'The search index could not be fetched. ', element('a', { href: `${root()}search/` }, 'Browse from A to Z'), '.');
    } finally {
      clearTimeout(slow);
    }
  };
  const make = () => {
    view = build();
    keys(view, run);
    view.input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(run, 40);
    });
    view.list.addEventListener('click', (event) => {
      const hit = event.target.closest('a');
      if (!hit) return;
      keepSearch(view.input.value);
      // A hit on this very page only moves within it, so the dialog has to go.
      if (!event.ctrlKey && !event.metaKey) view.dialog.close();
    });
    view.list.addEventListener('pointermove', (event) => {
      const hit = event.target.closest('[role="option"]');
      if (hit && hit.getAttribute('aria-selected') !== 'true') activate(view, hit);
    });
    view.close.addEventListener('click', () => view.dialog.close());
    view.dialog.addEventListener('click', (event) => event.target === view.dialog && view.dialog.close());
  };
  // Whoever comes near a search field gets the engine before the first letter.
  const prepare = () => loadEngine().then((engine) => engine.prefetch()).catch(() => {});
  document.addEventListener('focusin', ({ target }) => target.matches('.search-open, input[name="q"]') && prepare());
  return (text = '') => {
    if (!view) make();
    if (view.dialog.open) return;
    view.input.value = text;
    view.dialog.showModal();
    view.input.focus();
    view.input.select();
    run();
    prepare();
  };
}
