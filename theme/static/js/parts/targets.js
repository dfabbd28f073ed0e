// What a link or a search hit points at is shown, also inside closed details and tabs.
import { revealInTabs } from './tabs.js';

export function targets() {
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const closed = !target.checkVisibility();
    for (let details = target.closest('details'); details; details = details.parentElement.closest('details')) details.open = true;
    revealInTabs(target);
    if (closed) target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
}

/** Everything is open on paper. */
export function openForPrint() {
  let opened = [];
  let shown = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('.prose details:not([open])')];
    for (const details of opened) details.open = true;
    shown = [...document.querySelectorAll('[role="tabpanel"][hidden]')];
    for (const panel of shown) panel.hidden = false;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    for (const panel of shown) panel.hidden = true;
  });
}
