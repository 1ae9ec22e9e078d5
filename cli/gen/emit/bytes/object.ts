import type { CodecWriter } from "./writer.ts";
import { emitRead, emitWrite } from "./form.ts";
import { emitRead as emitMember, isOpen } from "../copier/object.ts";
import { emitKey, quote } from "../text.ts";
import type { Member, ObjectShape } from "../../model/type_model.ts";

/**
 * Whether an object's members lie in its bytes as they are declared: the copy
 * of one with index signatures, or with numbers for names, has another order.
 */
export function isOrdinary({ members, signatures }: ObjectShape): boolean {
  return signatures.length === 0 && members.length > 0 &&
    members.every(({ name }) => isOrdinaryName(name));
}

function isOrdinaryName(name: string): boolean {
  return !/^\d+$/.test(name) && !(name in Object.prototype) &&
    // Such a name is no text in CBOR: its key is tagged.
    name.isWellFormed() && !name.startsWith("\ufeff");
}

/** Lists the members as they lie in the bytes: the required ones first. */
export function orderMembers({ members }: ObjectShape): readonly Member[] {
  return [
    ...members.filter(({ isOptional }) => !isOptional),
    ...members.filter(({ isOptional }) => isOptional),
  ];
}

/**
 * The size of the largest object that is written member by member, which is
 * quicker and takes three times as much code. Optional members are twice as
 * large as others.
 */
const MAX_WRITTEN_OUT = 12;

/** Writes the codec of an object. */
export function emitObjectCodec(
  shape: ObjectShape,
  isCyclic: boolean,
  codecs: CodecWriter,
): string {
  const optional = shape.members.filter(({ isOptional }) => isOptional);
  return shape.members.length + optional.length > MAX_WRITTEN_OUT
    ? emitDeclared(shape, codecs)
    : emitWrittenOut(shape, isCyclic, codecs);
}

function emitDeclared(shape: ObjectShape, codecs: CodecWriter): string {
  const emit = (label: string, isOptional: boolean) => {
    const fields = shape.members.filter((one) => one.isOptional === isOptional)
      .map(({ name, shape }) => `${emitKey(name)}: ${codecs.codec(shape)},\n`);
    return fields.length === 0 ? "" : `${label}: {\n${fields.join("")}},\n`;
  };
  return [
    `${codecs.bytes}.members(() => ({\n`,
    emit("must", false),
    emit("may", true),
    isOpen(shape, codecs) ? "isOpen: true,\n" : "",
    "}))",
  ].join("");
}

function emitWrittenOut(
  shape: ObjectShape,
  isCyclic: boolean,
  codecs: CodecWriter,
): string {
  return [
    "{\n",
    "write(value, to) {\n",
    isCyclic ? "to.nest();\n" : "",
    emitWrites(shape, codecs),
    isCyclic ? "to.unnest();\n" : "",
    "},\n",
    "read(from) {\n",
    isCyclic ? "from.nest();\n" : "",
    emitReads(shape, isCyclic, codecs),
    "},\n",
    "}",
  ].join("");
}

function emitWrites(shape: ObjectShape, codecs: CodecWriter): string {
  const members = orderMembers(shape);
  const among = shape.members.map(({ name }) => name);
  const localOf = ({ name }: Member) => codecs.nameLocal(name, among);
  const optional = members.filter(({ isOptional }) => isOptional);
  const required = members.length - optional.length;
  const names = among.map((name) => emitMember(name, among, codecs));
  const given = [`${required}`, ...optional.map(localOf)].join(", ");
  const [source, size] = optional.length === 0
    ? [`${isOpen(shape, codecs) ? "open" : "object"}(value, ${required})`, ""]
    : [
      `${isOpen(shape, codecs) ? "plain" : "members"}(value)`,
      `to.size(${given});\n`,
    ];
  return [
    `const { ${names.join(", ")} } = to.${source};\n${size}`,
    ...members.map((member) => {
      const local = localOf(member);
      const to = `to.key(${quote(member.name)})`;
      const write = emitWrite(codecs.form(member.shape), local, to);
      const test = member.isOptional ? `if (${local} !== undefined) ` : "";
      return `${test}${write};\n`;
    }),
  ].join("");
}

function emitReads(
  shape: ObjectShape,
  isCyclic: boolean,
  codecs: CodecWriter,
): string {
  const members = orderMembers(shape);
  const required = members.filter(({ isOptional }) => !isOptional);
  const optional = members.filter(({ isOptional }) => isOptional);
  const reads = required.map(({ name, shape }) => {
    const from = `from.key(${quote(name)})`;
    return `${emitKey(name)}: ${emitRead(codecs.form(shape), from)}`;
  });
  const copy = `{ ${reads.join(", ")} }`;
  const leave = isCyclic ? "from.unnest();\n" : "";
  if (optional.length === 0) {
    const enter = `from.object(${required.length});\n`;
    return isCyclic
      ? `${enter}const copy = ${copy};\n${leave}return copy;\n`
      : `${enter}return ${copy};\n`;
  }
  return [
    `const left = from.open(${required.length});\n`,
    `const copy: Record<string, unknown> = ${copy};\n`,
    ...optional.map(({ name, shape }) => {
      const key = quote(name);
      const read = emitRead(codecs.form(shape), "from");
      return `if (from.is(${key}, left)) copy[${key}] = ${read};\n`;
    }),
    "from.close(left);\n",
    leave,
    "return copy;\n",
  ].join("");
}
