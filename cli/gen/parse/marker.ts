import { ts } from "./compiler/compiler.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { placeAt } from "./compiler/place.ts";

const CANDIDATES = /\/\/[ \t]*@generate-proxy[ \t]*$/gm;
const LIKENESSES = /@generate[-_ ]?prox/gi;

// Text that starts as the marker does, in a line or a block comment.
const LIKE_LINE = /^\/\/+[ \t]*@generate[-_ ]?prox/i;
const LIKE_PART = /^(?:\/\*+|[ \t]*\*)[ \t]*@generate[-_ ]?prox/im;

/** Finds the class declarations that have a marker above them. */
export function findMarkedClasses(
  file: ts.SourceFile,
  diagnostics: Diagnostics,
): Set<ts.ClassDeclaration> {
  const classes = new Set<ts.ClassDeclaration>();
  for (const { index } of file.text.matchAll(CANDIDATES)) {
    const token = findToken(file, index);
    const comments = listComments(file.text, token.getFullStart());
    const marker = comments.find(({ pos }) => pos === index);
    // In a string, in a template or inside a longer comment: no marker.
    if (marker === undefined) continue;
    const marked = marker.isAbove ? findClass(token) : undefined;
    if (marked === undefined) {
      diagnostics.add(
        "GEN201",
        placeAt(file, index),
        "the marker @generate-proxy is not above a class",
        "put it on the line above `export class`, or remove it",
      );
    } else {
      classes.add(marked);
    }
  }
  warnOfLikenesses(file, classes, diagnostics);
  return classes;
}

/** Warns of comments right above a class that were meant to be markers. */
function warnOfLikenesses(
  file: ts.SourceFile,
  marked: ReadonlySet<ts.ClassDeclaration>,
  diagnostics: Diagnostics,
): void {
  for (const { index } of file.text.matchAll(LIKENESSES)) {
    const token = findToken(file, index);
    const comment = ts.getLeadingCommentRanges(file.text, token.getFullStart())
      ?.find(({ pos, end }) => pos <= index && index < end);
    const node = findClass(token);
    if (comment === undefined || node === undefined || marked.has(node)) {
      continue;
    }
    const { pos, end } = comment;
    const isApart = /\n[ \t]*\n/.test(file.text.slice(end, token.getStart()));
    const text = file.text.slice(pos, end);
    const like = text.startsWith("//") ? LIKE_LINE : LIKE_PART;
    if (isApart || !like.test(text)) continue;
    diagnostics.add(
      "GEN403",
      placeAt(file, pos),
      "this looks like the marker and is none",
      "write it as `// @generate-proxy`, on a line of its own, or remove it",
    );
  }
}

interface Comment {
  readonly pos: number;
  /** Whether the comment has its line to itself. */
  readonly isAbove: boolean;
}

function listComments(text: string, position: number): Comment[] {
  const mark = (isAbove: boolean) => ({ pos, kind }: ts.CommentRange) =>
    kind === ts.SyntaxKind.SingleLineCommentTrivia ? [{ pos, isAbove }] : [];
  const above = ts.getLeadingCommentRanges(text, position) ?? [];
  const behind = ts.getTrailingCommentRanges(text, position) ?? [];
  // At the very start of a file both functions report the same comments.
  return [...above.flatMap(mark(true)), ...behind.flatMap(mark(false))];
}

/** Finds the token at a position; comments belong to the next token. */
function findToken(file: ts.SourceFile, position: number): ts.Node {
  let node: ts.Node = file;
  while (true) {
    const child = node.getChildren(file).find((one) =>
      one.getFullStart() <= position && position < one.getEnd() &&
      one.kind !== ts.SyntaxKind.JSDoc
    );
    if (child === undefined) {
      return node === file ? file.endOfFileToken : node;
    }
    node = child;
  }
}

/** Climbs from a token to the class whose head it starts or goes on with. */
function findClass(token: ts.Node): ts.ClassDeclaration | undefined {
  const start = token.getFullStart();
  let node = token;
  while (node.getFullStart() === start) {
    if (ts.isClassDeclaration(node)) return node;
    // A comment behind a decorator is still above the class.
    const isHead = ts.isDecorator(node) || ts.isModifier(node) ||
      node.kind === ts.SyntaxKind.ClassKeyword;
    if (isHead && ts.isClassDeclaration(node.parent)) return node.parent;
    if (ts.isSourceFile(node.parent)) return undefined;
    node = node.parent;
  }
  return undefined;
}
