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

events.addEventListener("message", (event) => {
  const { changed, errors } = JSON.parse(event.data);
  const here = decodeURIComponent(location.pathname).replace(/index\.html$/, "");
  if (changed === null || changed.includes(here) || (document.querySelector("[data-not-found]") && changed.length)) {
    location.reload();
  } else {
    show(errors);
  }
});
