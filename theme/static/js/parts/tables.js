// Wide tables scroll in a region of their own, which the keyboard must reach and a screen reader must be able to name.
export function tables() {
  const headings = [...document.querySelectorAll('.prose :is(h1, h2, h3, h4)')];
  for (const region of document.querySelectorAll('.prose .table-scroll:not([role])')) {
    if (region.scrollWidth <= region.clientWidth) continue;
    const before = headings.findLast((it) => it.compareDocumentPosition(region) & Node.DOCUMENT_POSITION_FOLLOWING);
    const name = region.querySelector('caption')?.textContent ?? before?.firstChild?.textContent ?? document.title;
    region.setAttribute('role', 'group');
    region.setAttribute('aria-label', `Table: ${name.trim()}`);
    region.tabIndex = 0;
  }
}
