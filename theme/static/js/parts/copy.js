// A copy button on every block of code, and headings whose link copies itself.
import { announce, element, icon } from './dom.js';

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
    return true;
  } catch {
    announce('Copying is not allowed here');
    return false;
  }
}

function textOf(code) {
  const clone = code.cloneNode(true);
  for (const number of clone.querySelectorAll('.linenos, .lineno')) number.remove();
  return clone.textContent.replace(/\n$/, '').replace(/^\$ /gm, '');
}

function addButton(pre) {
  const button = element('button', { class: 'copy-button', type: 'button', 'aria-label': 'Copy code' }, icon('copy'));
  button.addEventListener('click', async () => {
    if (!(await copy(textOf(pre.querySelector('code') ?? pre), 'Code'))) return;
    button.setAttribute('data-done', '');
    button.replaceChildren(icon('check'));
    setTimeout(() => {
      button.removeAttribute('data-done');
      button.replaceChildren(icon('copy'));
    }, 1600);
  });
  // The button stands beside the block, not in it, so that it stays when the code scrolls.
  const frame = element('div', { class: 'code-frame' });
  pre.replaceWith(frame);
  frame.append(pre, button);
}

export function copyButtons() {
  for (const pre of document.querySelectorAll('.prose pre:not(.mermaid)')) addButton(pre);
  for (const pre of document.querySelectorAll('.copyable pre, pre.copyable')) addButton(pre);
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a.headerlink');
    if (link) copy(link.href, 'Link');
  });
}
