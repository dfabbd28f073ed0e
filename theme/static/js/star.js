// Stars that readers give entities; they stay in the reader's own browser.
import { recall, remember } from './parts/storage.js';

for (const button of document.querySelectorAll('[data-star]')) {
  const { star, starTitle, starHref } = button.dataset;
  const read = () => recall('starred', []).filter((it) => it && typeof it.ref === 'string');
  const show = () => button.setAttribute('aria-pressed', String(read().some((it) => it.ref === star)));
  button.addEventListener('click', () => {
    const others = read().filter((it) => it.ref !== star);
    const had = others.length < read().length;
    remember('starred', had ? others : [...others, { ref: star, title: starTitle, href: starHref }]);
    show();
  });
  addEventListener('storage', show);
  show();
}
