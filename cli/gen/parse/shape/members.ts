import { ts } from "../compiler/compiler.ts";
import { isLibrary } from "../compiler/host.ts";
import { placeOf } from "../compiler/place.ts";
import { typeOfMember } from "./declared.ts";
import { deferContainer, type ShapeSession } from "./session.ts";
import { readTextForm } from "./template_text.ts";
import { memberPath, type Trail } from "./trail.ts";
import type { Place } from "../../diagnostics.ts";
import { joinNames } from "../../model/shape_names.ts";
import type { TextForm } from "../../model/text_form.ts";
import type { IndexSignature, Member, Shape } from "../../model/type_model.ts";

/** Reads an object type by its members. */
export function readMembers(
  session: ShapeSession,
  type: ts.Type,
  trail: Trail,
): Shape {
  const { checker } = session.tools;
  // Members with symbols for names are brands, or are left behind.
  const members = type.getProperties().filter(({ name }) =>
    !name.startsWith("__@")
  );
  const signatures = checker.getIndexInfosOfType(type).filter(({ keyType }) =>
    !(keyType.flags & ts.TypeFlags.ESSymbolLike)
  );
  // Any value but null and undefined is a `{}`.
  if (members.length + signatures.length === 0) {
    session.warn(trail, "an object without members");
    return { kind: "present" };
  }
  return deferContainer(session, type, trail, (inner) => ({
    kind: "object",
    members: members.map((member) => readMember(session, member, inner)),
    signatures: readSignatures(session, signatures, inner),
  }));
}

/** Reads a declared member. */
export function readMember(
  session: ShapeSession,
  member: ts.Symbol,
  trail: Trail,
): Member {
  const { name } = member;
  const isOptional = (member.flags & ts.SymbolFlags.Optional) !== 0;
  const type = typeOfMember(member, session.tools.checker);
  const at = {
    ...trail,
    path: memberPath(trail.path, name),
    label: joinNames(trail.label, name),
    place: placeOfMember(member) ?? trail.place,
  };
  if (name === "__proto__") {
    const reason = "members of this name cannot be part of messages";
    session.refuse(at, reason, "give the member another name");
  }
  const shape = isOptional
    ? session.readOptional(type, at)
    : session.readType(type, at);
  return { name, shape, isOptional };
}

function placeOfMember({ valueDeclaration }: ts.Symbol): Place | undefined {
  const isOurs = valueDeclaration !== undefined &&
    !isLibrary(valueDeclaration.getSourceFile());
  return isOurs ? placeOf(valueDeclaration) : undefined;
}

function readSignatures(
  session: ShapeSession,
  signatures: readonly ts.IndexInfo[],
  trail: Trail,
): IndexSignature[] {
  const read = ({ keyType, type }: ts.IndexInfo): IndexSignature => ({
    pattern: patternOf(keyType),
    shape: session.readType(type, {
      ...trail,
      path: `${trail.path}[key]`,
      label: joinNames(trail.label, "value"),
    }),
  });
  // A name may be several signatures': the one for all names comes first.
  const general = ({ pattern }: IndexSignature) => pattern === null;
  const all = signatures.map(read);
  return [...all.filter(general), ...all.filter((one) => !general(one))];
}

function patternOf(type: ts.Type): TextForm | null {
  if (type.flags & ts.TypeFlags.Number) return { kind: "index" };
  const form = readTextForm(type);
  return form.kind === "string" ? null : form;
}
