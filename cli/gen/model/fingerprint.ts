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

/** A type: what it says as text, and the places of what it is made of. */
interface Node extends Pick<ShapeOutline, "isUnordered"> {
  readonly label: string;
  readonly parts: readonly number[];
}

/** Lists a shape and all that it leads to, itself first. */
function listNodes(
  shape: Shape,
  types: TypeModel<TypeReference>,
): readonly Node[] {
  const found: ShapeOutline[] = [];
  const places = new Map<string, number>();
  const known = new Map<string, number>();
  const find = (part: Shape): number => {
    const text = part.kind === "named" ? part.name : JSON.stringify(part);
    let place = known.get(text);
    if (place !== undefined) return place;
    const outlined = outline(part, types);
    place = places.get(outlined.key) ?? found.push(outlined) - 1;
    places.set(outlined.key, place);
    known.set(text, place);
    return place;
  };
  find(shape);
  const nodes: Node[] = [];
  // The list grows while it is read, so a deep type costs no deep stack.
  for (const { label, parts, isUnordered } of found) {
    nodes.push({
      label: JSON.stringify(label),
      parts: parts.map(find),
      isUnordered,
    });
  }
  return nodes;
}

/** The colours of types, by their places; those of one colour are alike. */
type Colours = readonly number[];

/**
 * Writes types as text, a line for each: what it says, and the numbers of the
 * lines of its parts. They are numbered as they are met from the first.
 */
function write(nodes: readonly Node[]): string {
  const colours = paint(nodes);
  const byColour = new Map(nodes.map((one, place) => [colours[place], one]));
  const numbers = new Map([[colours[0], 0]]);
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
  let colours: Colours = nodes.map(() => 0);
  for (let before = 0;;) {
    const said = nodes.map((node) =>
      `${node.label} ${listColours(node, colours).join()}`
    );
    const texts = [...new Set(said)].sort(compareText);
    const ranks = new Map(texts.map((text, rank) => [text, rank]));
    colours = said.map((text) => ranks.get(text) ?? 0);
    // What is told apart stays apart: once no more is, all of it is.
    if (ranks.size === before) return colours;
    before = ranks.size;
  }
}

function listColours(
  { parts, isUnordered }: Node,
  colours: Colours,
): readonly number[] {
  const listed = parts.map((part) => colours[part] ?? 0);
  return isUnordered ? [...new Set(listed)].sort((a, b) => a - b) : listed;
}
