/**
 * Returns the text of a page without its section of that title, and the
 * section, which ends where the next one begins.
 */
function split(page: string, title: string): readonly [string, string, string] {
  const head = `\n## ${title}\n`;
  const from = page.indexOf(head);
  if (from < 0) return [page, "", ""];
  const next = page.indexOf("\n## ", from + head.length);
  const to = next < 0 ? page.length : next;
  return [page.slice(0, from), page.slice(from, to), page.slice(to)];
}

/** Returns a section of a page with its title, or nothing if it has none. */
export function readSection(page: string, title: string): string {
  return split(page, title)[1].trim();
}

/** Returns a page with the text of a section; a new one comes last. */
export function replaceSection(
  page: string,
  title: string,
  text: string,
): string {
  const [before, , after] = split(page, title);
  return `${before.trimEnd()}\n\n## ${title}\n\n${text.trim()}\n${after}`;
}
