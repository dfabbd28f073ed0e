// Tab sets: radio buttons and labels, which work alone, become an ARIA tab list. A choice is remembered, and all sets with that label follow.
import { element } from './dom.js';
import { recall, remember } from './storage.js';

let made = 0;

function select(set, wanted, focus) {
  for (const { tab, panel } of set.pairs) {
    const chosen = tab === wanted;
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    panel.hidden = !chosen;
  }
  if (focus) wanted.focus();
}

/** The tab that a key leads to; `undefined` for keys that are not ours. */
function step(tabs, tab, key) {
  const at = tabs.indexOf(tab);
  const forward = getComputedStyle(tab).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === 'Home') return tabs[0];
  if (key === 'End') return tabs.at(-1);
  if (key === 'ArrowLeft' || key === 'ArrowRight') return tabs.at((at + (key === forward ? 1 : -1)) % tabs.length);
  return undefined;
}

function build(node) {
  const labels = node.querySelector(':scope > .tabbed-labels');
  const panels = [...(node.querySelector(':scope > .tabbed-content')?.children ?? [])];
  if (!labels || !panels.length || labels.children.length !== panels.length) return null;
  const pairs = panels.map((panel, index) => {
    made += 1;
    const label = labels.children[index].textContent.trim();
    const tab = element('button', { class: 'tab', type: 'button', role: 'tab', id: `tab-${made}`, 'aria-controls': panel.id || `tab-panel-${made}` }, label);
    panel.id ||= `tab-panel-${made}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    if (!panel.querySelector('a, button, input, [tabindex]')) panel.tabIndex = 0;
    return { label, tab, panel };
  });
  const inputs = [...node.querySelectorAll(':scope > input')];
  const chosen = pairs[inputs.findIndex((it) => it.checked)] ?? pairs[0];
  for (const input of inputs) input.remove();
  labels.setAttribute('role', 'tablist');
  labels.setAttribute('aria-label', pairs.map((it) => it.label).join(', '));
  labels.replaceChildren(...pairs.map((it) => it.tab));
  return { pairs, chosen };
}

export function tabSets() {
  const sets = [...document.querySelectorAll('.tabbed-set')].map(build).filter(Boolean);
  const choose = (label) => {
    for (const set of sets) {
      const pair = set.pairs.find((it) => it.label === label);
      if (pair) select(set, pair.tab, false);
    }
  };
  const remembered = recall('tabs', []);
  for (const set of sets) {
    const pair = set.pairs.find((it) => remembered.includes(it.label)) ?? set.chosen;
    select(set, pair.tab, false);
    for (const { label, tab } of set.pairs) {
      tab.addEventListener('click', () => {
        const before = tab.getBoundingClientRect().top;
        choose(label);
        select(set, tab, true);
        // Sets above may have grown or shrunk: keep what was pressed where it was.
        scrollBy(0, tab.getBoundingClientRect().top - before);
        const others = recall('tabs', []).filter((it) => !set.pairs.some((pair) => pair.label === it));
        remember('tabs', [label, ...others].slice(0, 20));
      });
      tab.addEventListener('keydown', (event) => {
        const next = step(set.pairs.map((it) => it.tab), tab, event.key);
        if (!next) return;
        event.preventDefault();
        next.click();
      });
    }
  }
}

/** Shows the panel that holds an element. */
export function revealInTabs(target) {
  for (let panel = target.closest('[role="tabpanel"]'); panel; panel = panel.parentElement.closest('[role="tabpanel"]')) {
    if (panel.hidden) document.getElementById(panel.getAttribute('aria-labelledby'))?.click();
  }
}
