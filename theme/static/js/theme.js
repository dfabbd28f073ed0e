// Runs before the first paint, as a classic script: the remembered theme never flashes, and styles know that scripts run.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  let chosen = null;
  try {
    chosen = localStorage.getItem('idp-theme');
  } catch {
    // Storage may be forbidden; the system's choice then holds.
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  root.dataset.shade = dark ? 'dark' : 'light';
  // Rows that the address filters out are not shown first.
  if (location.search.includes('filters[') || location.search.includes('filters%5B')) root.classList.add('filtered');
  // The index of everything gives way to what was asked for.
  if (/[?&]q=[^&]/.test(location.search)) root.classList.add('asked');
})();
