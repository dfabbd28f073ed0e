// Marks the heading that is being read in the table of contents.
export function contents() {
  const links = new Map();
  for (const link of document.querySelectorAll('.page-toc a')) links.set(decodeURIComponent(link.hash.slice(1)), link);
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!headings.length) return;
  let current = null;
  const mark = (heading) => {
    const link = heading && links.get(heading.id);
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'true');
    current = link;
    const pane = link?.closest('.page-toc');
    if (pane && pane.scrollHeight > pane.clientHeight) pane.scrollTop = link.offsetTop - pane.clientHeight / 2;
  };
  // The last heading above the upper third of the window is the one being read.
  const observer = new IntersectionObserver(
    () => mark(headings.findLast((it) => it.getBoundingClientRect().top < innerHeight / 3) ?? null),
    { rootMargin: '0px 0px -66% 0px', threshold: [0, 1] },
  );
  for (const heading of headings) observer.observe(heading);
}
