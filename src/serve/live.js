// Reloads the page when its file changes and shows what is wrong. Added by `idp-docs serve`; never part of a published site.
const events = new EventSource("/_idp/live/events");
let overlay;

function show(errors) {
  overlay?.remove();
  overlay = undefined;
  if (!errors.length) return;
  overlay = document.createElement("dialog");
  overlay.className = "idp-live-errors";
  overlay.setAttribute("aria-label", "Problems found while building");
  const heading = document.createElement("h2");
  heading.textContent = errors.length === 1 ? "1 problem" : `${errors.length} problems`;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => overlay.close());
  overlay.append(heading, close);
  for (const error of errors.slice(0, 20)) {
    const text = document.createElement("pre");
    text.textContent = error;
    overlay.append(text);
  }
  document.body.append(overlay);
  overlay.show();
}

// What the server sent, but for the names of style sheets.
const text = async () => (await fetch(location.href, { cache: "no-cache" })).text();
const sheet = /(<link[^>]*rel="?stylesheet"?[^>]*href=")([^"]*)"/g;
let served = text().catch(() => "");

// Where nothing but style sheets changed, they are exchanged in place; else the page is loaded again, where it was scrolled to.
async function renew() {
  const before = await served;
  const after = await text();
  if (before.replace(sheet, "$1") !== after.replace(sheet, "$1") || !before) return location.reload();
  served = Promise.resolve(after);
  const links = document.querySelectorAll('link[rel="stylesheet"]');
  [...after.matchAll(sheet)].forEach(([, , href], at) => {
    if (links[at] && links[at].getAttribute("href") !== href) links[at].setAttribute("href", href);
  });
}

events.addEventListener("message", (event) => {
  const { changed, errors } = JSON.parse(event.data);
  const here = decodeURIComponent(location.pathname).replace(/index\.html$/, "");
  show(errors);
  if (changed === null || changed.includes(here) || (document.querySelector("[data-not-found]") && changed.length)) {
    renew().catch(() => location.reload());
  }
});
