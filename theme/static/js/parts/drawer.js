// The menu of small screens: a modal dialog, so the page behind it is inert and Escape closes it.
export function drawer() {
  const button = document.querySelector('.drawer-open');
  const dialog = document.getElementById('idp-drawer');
  if (!button || !dialog?.showModal) return;
  const side = document.querySelector('.docs-side');
  const navigation = side?.firstElementChild;
  button.addEventListener('click', () => {
    if (navigation) dialog.append(navigation);
    dialog.showModal();
    dialog.querySelector('.docs-nav [aria-current="page"]')?.scrollIntoView({ block: 'center' });
  });
  dialog.addEventListener('close', () => {
    if (navigation) side.append(navigation);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('.drawer-close, a')) dialog.close();
  });
  matchMedia('(min-width: 72rem)').addEventListener('change', () => dialog.close());
}

/** Shows the current page in the navigation of a docs site, without moving the page itself. */
export function showCurrentPage() {
  const pane = document.querySelector('.docs-side-inner');
  const current = pane?.querySelector('[aria-current="page"]');
  if (!current) return;
  const place = current.offsetTop - pane.offsetTop;
  if (place > pane.clientHeight - 80) pane.scrollTop = place - pane.clientHeight / 2;
}
