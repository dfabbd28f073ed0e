// Light or dark. The choice is remembered only while it differs from the system's.
export function themeSwitch() {
  const root = document.documentElement;
  const button = document.querySelector('.theme-switch');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
    root.dataset.shade = dark ? 'dark' : 'light';
    button?.setAttribute('aria-label', dark ? 'Use the light theme' : 'Use the dark theme');
  };
  const choose = (theme) => {
    const asSystem = (theme === 'dark') === system.matches;
    if (asSystem) delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (asSystem) localStorage.removeItem('idp-theme');
      else localStorage.setItem('idp-theme', theme);
    } catch {
      // Forgotten with the page.
    }
    show();
  };
  button?.addEventListener('click', () => choose(root.dataset.shade === 'dark' ? 'light' : 'dark'));
  system.addEventListener('change', show);
  show();
}
