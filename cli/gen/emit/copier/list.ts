import type { CopierWriter } from "./writer.ts";
import { quote } from "../text.ts";
import type { Container, Element, Shape } from "../../model/type_model.ts";

type Of<Kind extends Container["kind"]> = Extract<Container, { kind: Kind }>;

/** Writes the loop that copies an array. */
export function emitArray(
  { element }: Of<"array">,
  copiers: CopierWriter,
  isCyclic: boolean,
): string {
  // The compiler infers no type from an array that nothing can be pushed into.
  const isInferred = !isCyclic && element.kind !== "never";
  const type = isInferred ? "" : ": unknown[]";
  return [
    `const from = ${copiers.check}.array(value);\n`,
    `const copy${type} = [];\n`,
    "for (let index = 0; index < from.length; index++) {\n",
    `copy.push(${copiers.copy(element, "from[index]", "index")});\n`,
    "}\nreturn copy;\n",
  ].join("");
}

/** Writes the copy of a tuple, element by element. */
export function emitTuple(
  { elements }: Of<"tuple">,
  copiers: CopierWriter,
): string {
  const rest = elements.findIndex((one) => one.isRest);
  const isOptional = (one: Element) => one.isOptional;
  const least =
    elements.filter((one) => !isOptional(one) && !one.isRest).length;
  const range = rest < 0 ? `${least}, ${elements.length}` : `${least}`;
  const from = `const from = ${copiers.check}.tuple(value, ${range});\n`;
  const fixed = elements.slice(0, rest < 0 ? undefined : rest);
  const plain = fixed.filter((one) => !isOptional(one)).map((
    { shape },
    index,
  ) => copiers.copy(shape, `from[${index}]`, `${index}`));
  if (plain.length === elements.length) {
    return `${from}return [${plain.join(", ")}];\n`;
  }
  return [
    from,
    `const copy: unknown[] = [${plain.join(", ")}];\n`,
    ...fixed.map((one, index) =>
      isOptional(one) ? emitOptional(one, index, copiers) : ""
    ),
    rest < 0 ? "" : emitRest(elements, rest, copiers),
    "return copy;\n",
  ].join("");
}

function emitOptional(
  { shape }: Element,
  index: number,
  copiers: CopierWriter,
) {
  return [
    `if (from.length > ${index}) {\n`,
    `const item = from[${index}];\n`,
    `copy.push(item === undefined ? item : `,
    `${copiers.copy(shape, "item", `${index}`)});\n}\n`,
  ].join("");
}

function emitRest(
  elements: readonly Element[],
  rest: number,
  copiers: CopierWriter,
): string {
  const last = elements.slice(rest + 1);
  const end = last.length === 0 ? "" : ` - ${last.length}`;
  const shape = elements[rest]?.shape ?? { kind: "never" };
  return [
    `for (let index = ${rest}; index < from.length${end}; index++) {\n`,
    `copy.push(${copiers.copy(shape, "from[index]", "index")});\n}\n`,
    ...last.map((one, index) => {
      const at = `from.length - ${last.length - index}`;
      return `copy.push(${copiers.copy(one.shape, `from[${at}]`, at)});\n`;
    }),
  ].join("");
}

/** Writes the copy of a class's instance by way of its codec. */
export function emitCoded(
  { class: index, plain }: Of<"coded">,
  copiers: CopierWriter,
): string {
  const type = copiers.nameClass(index);
  const passed = copiers.pass(plain);
  return `return ${copiers.check}.coded(value, step, owner, ${type}, ` +
    `${passed});\n`;
}

/** Writes the copy of an array, a map or a set with members of its own. */
export function emitExtended(
  { base, names, members }: Of<"extended">,
  copiers: CopierWriter,
): string {
  const list = `[${names.map(quote).join(", ")}]`;
  return `return ${copiers.check}.extended(value, step, owner, ` +
    `${copiers.pass(base)}, ${copiers.pass(members)}, ${list});\n`;
}

/** Writes the result type of a recursive copier, which cannot be inferred. */
export function resultOf({ kind }: Container): string {
  switch (kind) {
    case "array":
    case "tuple":
      return "unknown[]";
    case "object":
      return "object";
    case "coded":
    case "extended":
    case "map":
    case "set":
    case "union":
      return "unknown";
  }
}

/** Writes the copy of one of several single values. */
export function copyLiterals(
  { name, literals }: Extract<Shape, { kind: "literals" }>,
  given: string,
  copiers: CopierWriter,
): string {
  const [only] = literals;
  if (literals.length === 1) {
    return `${copiers.check}.literal(${given}, ${only})`;
  }
  const list = copiers.nameLiterals(name, literals);
  return `${copiers.check}.oneOf(${given}, ${list})`;
}
