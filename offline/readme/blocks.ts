/** One ```ts block of a Markdown file. */
export interface Block {
  readonly path: string;
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
  readonly code: string;
}

/** What a reader would put into one folder and try. */
export interface Project {
  readonly path: string;
  readonly line: number;
  /** The code by file name. */
  readonly files: ReadonlyMap<string, string>;
}

const MAIN = "main.ts";

/** Returns the ts blocks of a Markdown file, in their order. */
export function extractBlocks(path: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let line = 0;
  let code: string[] | undefined;
  for (const text of markdown.split("\n")) {
    line++;
    if (code === undefined) {
      if (/^```(?:ts|typescript)\s*$/.test(text)) code = [];
    } else if (text.startsWith("```")) {
      blocks.push({ path, line: line - code.length, code: code.join("\n") });
      code = undefined;
    } else {
      code.push(text);
    }
  }
  if (code !== undefined) throw new Error(`${path}: a ts block has no end`);
  return blocks;
}

/**
 * Puts consecutive blocks that start with a file name into one project, up to
 * its `main.ts`; any other block is a project of its own.
 */
export function groupProjects(blocks: readonly Block[]): Project[] {
  const projects: Project[] = [];
  let open: Map<string, string> | undefined;
  for (const { path, line, code } of blocks) {
    const name = code.match(/^\/\/ ([\w/]+\.ts)\s*(?:\n|$)/)?.[1];
    const isNext = name !== undefined && open !== undefined &&
      !open.has(name) && projects.at(-1)?.path === path;
    if (!isNext) {
      open = new Map();
      projects.push({ path, line, files: open });
    }
    open?.set(name ?? MAIN, code);
    if (name === undefined || name === MAIN) open = undefined;
  }
  return projects;
}

/**
 * Returns the lines that the code says it prints, in the order of the text:
 * `console.log(sum); // 2`, and `// => 2` where the line is not so plain.
 */
export function readExpectedOutput(code: string): string[] {
  return code.split("\n").flatMap((line) => {
    const match = line.match(/\/\/ => ?(.*)$/) ??
      line.match(/console\.log\(.*\);\s*\/\/ (.*)$/);
    return match?.[1] === undefined ? [] : [match[1].trimEnd()];
  });
}
