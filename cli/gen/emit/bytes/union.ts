import { isOrdinary, orderMembers } from "./object.ts";
import type { CodecWriter } from "./writer.ts";
import { flatten } from "../copier/describe.ts";
import { findDiscriminant, literalsOf } from "../copier/discriminant.ts";
import { isScalar } from "../copier/union.ts";
import { quote } from "../text.ts";
import type { Container, ObjectShape, Shape } from "../../model/type_model.ts";

type Union = Extract<Container, { kind: "union" }>;

/** The codecs of a type that may be absent: as `null`, `undefined` or both. */
type AbsentMethod = "nullable" | "maybe" | "nullish";

/** One type, or no value. */
interface AbsentChoice {
  readonly kind: "absent";
  readonly method: AbsentMethod;
  readonly shape: Shape;
}

/** Objects that a member tells apart. */
interface ObjectsChoice {
  readonly kind: "objects";
  /** How no value is told, if it may be one. */
  readonly method: AbsentMethod | null;
  /** The name of the member. */
  readonly by: string;
  readonly objects: readonly {
    readonly shape: Shape;
    readonly container: ObjectShape;
  }[];
}

/** Returns how the variants of a union are told, if it is by one look. */
export function chooseVariants(
  union: Union,
  codecs: CodecWriter,
): AbsentChoice | ObjectsChoice | undefined {
  const variants = flatten(union, codecs);
  const absent = variants.flatMap(({ shape }) => listAbsent(shape));
  const others = variants.filter(({ shape }) => listAbsent(shape).length === 0);
  const method = nameAbsence(absent);
  const [only] = others;
  if (only !== undefined && others.length === 1) {
    return method && { kind: "absent", method, shape: only.shape };
  }
  const objects = others.flatMap(({ shape, container }) =>
    container?.kind === "object" ? [{ shape, container }] : []
  );
  if (objects.length < others.length) return undefined;
  const by = findDiscriminant(objects.map(({ container }) => container));
  const isFound = by !== undefined &&
    objects.every(({ container }) => isNear(by, container));
  return isFound
    ? { kind: "objects", method: method ?? null, by, objects }
    : undefined;
}

/**
 * Whether a reader comes to a member without reading much: what holds others
 * would be read as often as it lies in such unions.
 */
function isNear(name: string, object: ObjectShape): boolean {
  const members = orderMembers(object);
  const at = members.findIndex((one) => one.name === name);
  return isOrdinary(object) &&
    members.slice(0, at).every(({ shape }) => isScalar(shape));
}

/** Writes the codec of objects that a member tells apart. */
export function emitUnionCodec(
  { by, objects }: ObjectsChoice,
  codecs: CodecWriter,
): string {
  const entries = objects.flatMap(({ shape, container }) =>
    (literalsOf(container, by) ?? []).map((literal) =>
      `[${literal}, ${codecs.codec(shape)}],\n`
    )
  );
  // The formatter keeps the lines of what begins with one.
  return `${codecs.bytes}.union(${quote(by)}, () => [\n${entries.join("")}])`;
}

/**
 * Whether values that differ may be equal once they were copied, as those of a
 * class whose codec makes a text of them: then one of them is left.
 */
export function mayMerge(shape: Shape, codecs: CodecWriter): boolean {
  if (shape.kind !== "named") return false;
  const container = codecs.find(shape.name);
  return container.kind === "coded" || container.kind === "union" &&
      flatten(container, codecs).some((one) => one.container?.kind === "coded");
}

function listAbsent(shape: Shape): readonly string[] {
  if (shape.kind !== "literals") return [];
  const absent = shape.literals.filter((one) =>
    one === "null" || one === "undefined"
  );
  return absent.length === shape.literals.length ? absent : [];
}

function nameAbsence(literals: readonly string[]): AbsentMethod | undefined {
  const isNull = literals.includes("null");
  if (literals.includes("undefined")) return isNull ? "nullish" : "maybe";
  return isNull ? "nullable" : undefined;
}
