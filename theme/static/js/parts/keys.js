// Keys of the whole page: `/` and Ctrl-K search, `n` and `p` turn the page. Never while somebody types.
export function pageKeys(openSearch) {
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openSearch();
      return;
    }
    const typing = event.target.closest?.('input, textarea, select, [contenteditable], dialog, [role="tab"]');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === '/') {
      event.preventDefault();
      openSearch();
    }
    const rel = { n: 'next', p: 'prev' }[event.key];
    if (rel) document.querySelector(`.steps a[rel="${rel}"]`)?.click();
  });
}
