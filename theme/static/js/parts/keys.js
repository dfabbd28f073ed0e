// Keys of the whole page: `/` and Ctrl-K search, `n` and `p` turn the page. Never while somebody types; and single letters
// can be switched off, for those who speak to their computer.
import { recall, remember } from './storage.js';

let letters = true;

function lettersSwitch() {
  const button = document.querySelector('.keys-switch');
  if (!button) return;
  const show = () => { button.textContent = `Letter keys: ${letters ? 'on' : 'off'}`; };
  button.addEventListener('click', () => {
    letters = !letters;
    remember('letters', letters);
    show();
  });
  if (!letters) show();
}

export function pageKeys(openSearch) {
  letters = recall('letters', true) !== false;
  lettersSwitch();
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openSearch();
      return;
    }
    const typing = event.target.closest?.('input, textarea, select, [contenteditable], dialog, [role="tab"]');
    if (!letters || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === '/') {
      event.preventDefault();
      openSearch();
    }
    const rel = { n: 'next', p: 'prev' }[event.key];
    if (rel) document.querySelector(`.steps a[rel="${rel}"]`)?.click();
  });
}
