/** Returns what stands below a heading, up to the next one of its level. */
export function readSection(markdown: string, heading: string): string {
  const [, after] = `\n${markdown}`.split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`Cannot read "${heading}"`);
  return after.split("\n## ")[0]!;
}

/** Returns the fenced blocks of one language, as they stand. */
export function readFences(markdown: string, language: string): string[] {
  const fences = markdown.matchAll(
    new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"),
  );
  return Array.from(fences, ([, code]) => code!);
}

/** Returns the arguments of every `deno` command in the sh blocks. */
export function readCommands(markdown: string): string[][] {
  return readFences(markdown, "sh")
    .flatMap((code) => code.split("\n"))
    .filter((line) => line.startsWith("deno "))
    .map((line) => line.split(" ").slice(1));
}
