// Building elements. Text is always text: nothing here turns a string into markup.

/** An element with attributes and children; children may be strings, and empty ones are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((it) => it !== null && it !== undefined && it !== ''));
  return made;
}

/** An icon of the theme, from its sheet of icons. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  const sheet = document.documentElement.dataset.icons;
  use.setAttribute('href', `${sheet && root() + sheet}#${name}`);
  drawing.append(use);
  return drawing;
}

/** The way from this page to the portal's root. */
export function root() {
  return document.documentElement.dataset.root;
}

/** This page's address below the portal's root. */
export function here() {
  const base = new URL(root(), location.href);
  return location.pathname.slice(base.pathname.length).replace(/index\.html$/, '');
}

/** Says something to screen readers, politely. */
export function announce(text) {
  let region = document.getElementById('idp-announcer');
  if (!region) {
    region = element('div', { id: 'idp-announcer', class: 'visually-hidden', role: 'status' });
    document.body.append(region);
  }
  region.textContent = text;
}
