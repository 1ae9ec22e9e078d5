/** A class with `// @generate-proxy` above it. */
export type MarkedClass = Deno.lint.ClassDeclaration;

/** A class with decorators, as the platform has it. */
type Decorated = MarkedClass & {
  readonly decorators?: readonly Deno.lint.Decorator[];
};

const MARKER = /^[ \t]*@generate-proxy[ \t]*$/;

/** Whether a file may have a marked class: most have none. */
export function mayBeMarked({ text }: Deno.lint.SourceCode): boolean {
  return text.includes("@generate-proxy");
}

/** Tells whether a class has the marker above it, as the generator reads it. */
export function isMarked(
  node: MarkedClass,
  { ast, text }: Deno.lint.SourceCode,
): boolean {
  const { parent } = node;
  const isExported = parent.type === "ExportNamedDeclaration" ||
    parent.type === "ExportDefaultDeclaration";
  // The platform's type leaves them out.
  const { decorators = [] } = node as Decorated;
  const heads = [node, ...decorators, ...(isExported ? [parent] : [])];
  const start = Math.min(...heads.map(({ range }) => range[0]));
  return ast.comments.some(({ type, value, range: [from, to] }) => {
    if (type !== "Line" || !MARKER.test(value)) return false;
    const line = text.slice(text.lastIndexOf("\n", from) + 1, from);
    if (line.trim() !== "") return false;
    // Behind a decorator it is still above the class.
    if (from > start) return to < node.body.range[0];
    return isBlank(text, ast.comments, to, start);
  });
}

/** Whether there is nothing but comments between two places. */
function isBlank(
  text: string,
  comments: readonly Comment[],
  from: number,
  to: number,
): boolean {
  let at = from;
  for (const { range: [start, end] } of comments) {
    if (start < from || end > to) continue;
    if (text.slice(at, start).trim() !== "") return false;
    at = end;
  }
  return text.slice(at, to).trim() === "";
}

type Comment = Deno.lint.LineComment | Deno.lint.BlockComment;
