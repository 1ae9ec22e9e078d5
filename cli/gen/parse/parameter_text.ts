import { ts } from "./compiler/compiler.ts";
import type { Parameter, TypeText } from "../model/facts.ts";

// The inspector's form shows one parameter a line; a type may fill pages.
const MAX_LENGTH = 120;

// The compiler's printer ends the last member of a type with a semicolon;
// formatters omit it. Literals keep theirs.
const LAST_SEMICOLON =
  /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\[^])*`)|; \}/g;

/** Writes a parameter in one short line, for people to read. */
export function writeParameter(parameter: Parameter<TypeText>): string {
  const { name, type, isOptional, isRest } = parameter;
  const head = `${isRest ? "..." : ""}${name}${isOptional ? "?" : ""}`;
  return clip(`${head}: ${writeOnOneLine(type)}`);
}

/** Writes a type with the names that its source has, without comments. */
function writeOnOneLine(type: TypeText): string {
  const text = type.map((part) => typeof part === "string" ? part : part.local)
    .join("");
  const code = `type T = ${text}\n`;
  const target = ts.ScriptTarget.Latest;
  const file = ts.createSourceFile("type.ts", code, target, true);
  const node = file.statements.find(ts.isTypeAliasDeclaration)?.type;
  if (node === undefined) return text;
  flatten(node);
  return ts.createPrinter({ removeComments: true })
    .printNode(ts.EmitHint.Unspecified, node, file)
    .replace(LAST_SEMICOLON, (_, literal?: string) => literal ?? " }");
}

function flatten(node: ts.Node): void {
  ts.setEmitFlags(node, ts.EmitFlags.SingleLine);
  ts.forEachChild(node, flatten);
}

/** Clips a text without cutting a character in half. */
function clip(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_LENGTH
    ? text
    : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}
