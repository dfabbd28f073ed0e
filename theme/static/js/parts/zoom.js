// Images larger than their column open in a dialog.
import { element, icon } from './dom.js';

function show(image) {
  const close = element('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close' }, icon('close'));
  const dialog = element('dialog', { class: 'zoom', 'aria-label': image.alt || 'Image' }, close);
  const large = image.cloneNode();
  for (const name of ['width', 'height', 'class', 'role', 'tabindex', 'aria-label', 'loading']) large.removeAttribute(name);
  dialog.append(large);
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function imageZoom() {
  const fit = (image) => {
    if (image.closest('a, button') || image.naturalWidth <= image.clientWidth * 1.15 || image.clientWidth < 120) return;
    image.classList.add('zoomable');
    image.tabIndex = 0;
    image.setAttribute('role', 'button');
    image.setAttribute('aria-label', `Enlarge: ${image.alt || 'image'}`);
    image.addEventListener('click', () => show(image));
    image.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      show(image);
    });
  };
  for (const image of document.querySelectorAll('.prose img')) {
    if (image.complete) fit(image);
    else image.addEventListener('load', () => fit(image), { once: true });
  }
}
