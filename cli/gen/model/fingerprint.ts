import { createHash } from "node:crypto";
import { compareText } from "../diagnostics.ts";
import type { TypeReference } from "./facts.ts";
import { outline, type ShapeOutline } from "./shape_outline.ts";
import type { Shape, TypeModel } from "./type_model.ts";

/** How many hexadecimal digits a fingerprint has. */
const DIGITS = 16;

/**
 * Returns the fingerprint of a shape: the same for all that describe the same
 * values, on every machine.
 *
 * Names of types and files, the order of members and of a union's variants,
 * and how often a type is written down make no difference.
 */
export function fingerprint(
  shape: Shape,
  types: TypeModel<TypeReference>,
): string {
  const text = write(listNodes(shape, types));
  return createHash("sha256").update(text).digest("hex").slice(0, DIGITS);
}

/** A type: what it says as text, and by their keys what it is made of. */
interface Node extends Pick<ShapeOutline, "key" | "isUnordered"> {
  readonly label: string;
  readonly parts: readonly string[];
}

/** Lists a shape and all that it leads to, itself first. */
function listNodes(
  shape: Shape,
  types: TypeModel<TypeReference>,
): readonly Node[] {
  const found = new Map<string, ShapeOutline>();
  const keys = new Map<string, string>();
  const find = (part: Shape): string => {
    const text = JSON.stringify(part);
    const known = keys.get(text);
    if (known !== undefined) return known;
    const outlined = outline(part, types);
    keys.set(text, outlined.key);
    if (!found.has(outlined.key)) found.set(outlined.key, outlined);
    return outlined.key;
  };
  find(shape);
  // The map grows while it is read, so a deep type costs no deep stack.
  return Array.from(
    found.values(),
    ({ key, label, parts, isUnordered }) => ({
      key,
      label: JSON.stringify(label),
      parts: parts.map(find),
      isUnordered,
    }),
  );
}

/** By their keys the colours of types; those of one colour are alike. */
type Colours = ReadonlyMap<string, number>;

/**
 * Writes types as text, a line for each: what it says, and the numbers of the
 * lines of its parts. They are numbered as they are met from the first.
 */
function write(nodes: readonly Node[]): string {
  const colours = paint(nodes);
  const byColour = new Map(nodes.map((one) => [colours.get(one.key), one]));
  const numbers = new Map([[colours.get(nodes[0]?.key ?? ""), 0]]);
  const lines: string[] = [];
  // The map grows while it is read.
  for (const colour of numbers.keys()) {
    const node = byColour.get(colour);
    if (node === undefined) continue;
    const parts = listColours(node, colours).map((part) => {
      const number = numbers.get(part) ?? numbers.size;
      numbers.set(part, number);
      return number;
    });
    lines.push(`${node.label} ${parts.join()}`);
  }
  return lines.join("\n");
}

/**
 * Paints types: two have one colour only if they differ nowhere. A colour is
 * the rank of what is said of a type, so it depends on nothing else.
 */
function paint(nodes: readonly Node[]): Colours {
  let colours: Colours = new Map();
  for (let before = 0;;) {
    const said = nodes.map((node) =>
      [node.key, `${node.label} ${listColours(node, colours).join()}`] as const
    );
    const texts = [...new Set(said.map(([, text]) => text))].sort(compareText);
    const ranks = new Map(texts.map((text, rank) => [text, rank]));
    colours = new Map(said.map(([key, text]) => [key, ranks.get(text) ?? 0]));
    // What is told apart stays apart: once no more is, all of it is.
    if (ranks.size === before) return colours;
    before = ranks.size;
  }
}

function listColours(
  { parts, isUnordered }: Node,
  colours: Colours,
): readonly number[] {
  const listed = parts.map((part) => colours.get(part) ?? 0);
  return isUnordered ? [...new Set(listed)].sort((a, b) => a - b) : listed;
}
