// "Report a problem" takes the selected words with it.
export function report() {
  const link = document.querySelector('.report-issue');
  if (!link) return;
  const plain = link.href;
  const fill = () => {
    const words = String(getSelection() ?? '').trim().slice(0, 1000);
    const address = new URL(plain);
    const body = address.searchParams.has('issue[title]') ? 'issue[description]' : 'body';
    const quote = words ? `> ${words.replaceAll('\n', '\n> ')}\n\n` : '';
    address.searchParams.set(body, `${quote}${location.href}\n\n`);
    link.href = address.href;
  };
  for (const event of ['pointerdown', 'focus']) link.addEventListener(event, fill);
}
