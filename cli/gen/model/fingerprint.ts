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
  return digest(write(listNodes(shape, types))).slice(0, DIGITS);
}

/** A type, and by their keys those that it is made of. */
interface Node extends Omit<ShapeOutline, "parts"> {
  readonly parts: readonly string[];
}

/** Lists a shape and all that it leads to, itself first. */
function listNodes(
  shape: Shape,
  types: TypeModel<TypeReference>,
): readonly Node[] {
  const nodes = new Map<string, Node>();
  const waiting = [outline(shape, types)];
  // The list grows while it is read, so a deep type costs no deep stack.
  for (const one of waiting) {
    if (nodes.has(one.key)) continue;
    const parts = one.parts.map((part) => outline(part, types));
    nodes.set(one.key, { ...one, parts: parts.map(({ key }) => key) });
    waiting.push(...parts);
  }
  return [...nodes.values()];
}

/**
 * Writes types as text, a line for each: what it says, and the numbers of the
 * lines of its parts. They are numbered as they are met from the first.
 */
function write(nodes: readonly Node[]): string {
  const colours = paint(nodes);
  const byColour = new Map(nodes.map((one) => [colours.get(one.key), one]));
  const first = colours.get(nodes[0]?.key ?? "") ?? "";
  const numbers = new Map([[first, 0]]);
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
    lines.push(JSON.stringify([node.label, parts]));
  }
  return lines.join("\n");
}

/** Paints types: two have one colour only if they differ nowhere. */
function paint(nodes: readonly Node[]): ReadonlyMap<string, string> {
  let colours = new Map(nodes.map(({ key }) => [key, ""]));
  for (let before = 0;;) {
    const painted = nodes.map((node) => {
      const seen = [node.label, listColours(node, colours)];
      return [node.key, digest(JSON.stringify(seen))] as const;
    });
    colours = new Map(painted);
    // What is told apart stays apart: once no more is, all of it is.
    const { size } = new Set(colours.values());
    if (size === before) return colours;
    before = size;
  }
}

function listColours(
  { parts, isUnordered }: Node,
  colours: ReadonlyMap<string, string>,
): readonly string[] {
  const listed = parts.map((part) => colours.get(part) ?? "");
  return isUnordered ? [...new Set(listed)].sort(compareText) : listed;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
