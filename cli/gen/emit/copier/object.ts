import type { CopierWriter } from "./writer.ts";
import { emitKey, quote } from "../text.ts";
import type {
  IndexSignature,
  Member,
  ObjectShape,
  Shape,
} from "../../model/type_model.ts";

/** Whether an object is nothing but one index signature for all names. */
export function isRecord({ members, signatures }: ObjectShape): boolean {
  return members.length === 0 && signatures.length === 1 &&
    signatures[0]?.pattern === null;
}

/** Writes the copy of an object, member by member. */
export function emitObject(shape: ObjectShape, copiers: CopierWriter): string {
  const read = isOpen(shape, copiers) ? "open" : "object";
  const among = shape.members.map(({ name }) => name);
  const names = among.map((name) => emitRead(name, among, copiers));
  const source = emitSource(`${copiers.check}.${read}(value)`, among, copiers);
  const head = names.length === 0
    ? ""
    : `const { ${names.join(", ")} } = ${source};\n`;
  return head + emitMembers(shape, among, copiers);
}

/** Writes the object that members are read from. */
export function emitSource(
  object: string,
  among: readonly string[],
  copiers: CopierWriter,
): string {
  // What every object inherits is no member of a message.
  if (!among.some((name) => name in Object.prototype)) return object;
  return `${copiers.check}.pick(${object}, [${among.map(quote).join(", ")}])`;
}

/** Writes the part of a destructuring that reads a member. */
export function emitRead(
  name: string,
  among: readonly string[],
  copiers: Pick<CopierWriter, "nameLocal">,
): string {
  const local = copiers.nameLocal(name, among);
  return local === name ? name : `${emitKey(name)}: ${local}`;
}

/** Writes the copy of members that were read, and of index signatures. */
export function emitMembers(
  { members, signatures }: ObjectShape,
  among: readonly string[],
  copiers: CopierWriter,
  known?: Member,
): string {
  const names = members.map(({ name }) => name);
  const spread = signatures.map((one) => emitSignature(one, names, copiers));
  const required = members.filter(({ isOptional }) => !isOptional);
  const optional = members.filter(({ isOptional }) => isOptional);
  const copies = required.map((member) => {
    const local = copiers.nameLocal(member.name, among);
    const copy = member === known
      ? local
      : copiers.copy(member.shape, local, quote(member.name));
    return copy === member.name ? copy : `${emitKey(member.name)}: ${copy}`;
  });
  const object = `{ ${[...spread, ...copies].join(", ")} }`;
  if (optional.length === 0) return `return ${object};\n`;
  return [
    `const copy: Record<string, unknown> = ${object};\n`,
    ...optional.map((member) => emitOptional(member, among, copiers)),
    "return copy;\n",
  ].join("");
}

function emitOptional(
  { name, shape }: Member,
  among: readonly string[],
  copiers: CopierWriter,
): string {
  const local = copiers.nameLocal(name, among);
  const key = quote(name);
  const copy = copiers.copy(shape, local, key);
  return `if (${local} !== undefined) copy[${key}] = ${copy};\n`;
}

function emitSignature(
  { pattern, shape }: IndexSignature,
  names: readonly string[],
  copiers: CopierWriter,
): string {
  const owner = copiers.needsOwner(shape) ? "owner" : "undefined";
  const except = `except: [${names.map(quote).join(", ")}]`;
  const like = pattern === null
    ? ""
    : `, like: ${copiers.namePattern("key", pattern)}`;
  return `...${copiers.check}.record(value, null, ${copiers.pass(shape)}, ` +
    `${owner}, { ${except}${like} })`;
}

/** Whether any object at all would pass, for want of a required member. */
export function isOpen(
  { members }: ObjectShape,
  copiers: Pick<CopierWriter, "find">,
): boolean {
  return !members.some((member) => isTelling(member, copiers));
}

function isTelling(
  member: Member,
  copiers: Pick<CopierWriter, "find">,
): boolean {
  return !member.isOptional && !mayLack(member.shape, copiers);
}

/** Tells whether `undefined`, which a missing member reads as, fits. */
function mayLack(shape: Shape, copiers: Pick<CopierWriter, "find">): boolean {
  if (shape.kind === "literals") return shape.literals.includes("undefined");
  if (shape.kind !== "named") return shape.kind === "unknown";
  const container = copiers.find(shape.name);
  return container?.kind === "union" &&
    container.variants.some((variant) => mayLack(variant, copiers));
}
