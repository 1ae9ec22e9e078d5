import { mismatch, type PartCopier, within } from "../check/mismatch.ts";
import { JudgedList } from "./list.ts";
import { JudgedCollection, MAPS, SETS } from "./collection.ts";
import { JudgedObject } from "./object.ts";
import {
  type ContainerKind,
  describe,
  type Part,
  structureOf,
  type UnionStructure,
} from "../check/part.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";
import { asRefusal } from "../refusal.ts";
import { chooseVariants, sortVariants } from "../check/variants.ts";
import { type JudgedContainer, Verdict } from "./verdict.ts";

/**
 * Declares a part that is any of several others. They are judged in one pass
 * over the value: the variants narrow down member by member, and a member that
 * several of them declare alike is checked and copied once. The copy has the
 * members of every variant that the value fits.
 */
export function union(
  expected: string,
  variants: () => readonly PartCopier[],
): Part {
  let known: UnionStructure | undefined;
  const structure = () => known ??= sortVariants(expected, variants());
  const part: Part = (value, step, owner = UNOWNED) => {
    const leaves = chooseVariants(structure(), value, owner);
    const [only] = leaves;
    if (only === undefined) throw mismatch(expected, value, step);
    if (leaves.length === 1) return only(value, step, owner);
    try {
      const verdict = judge(value, [part], owner);
      if (verdict.accepts(part)) return verdict.build([part]);
      throw verdict.refusalOf(part);
    } catch (error) {
      throw within(step, error);
    }
  };
  return describe(part, structure);
}

/** Judges a value as several parts in one pass. */
export function judge(
  value: unknown,
  parts: readonly PartCopier[],
  owner: ReferenceOwner,
): Verdict {
  const [first] = parts;
  const structure = first && structureOf(first);
  if (parts.length === 1 && structure?.kind === "union") {
    const chosen = chooseVariants(structure, value, owner);
    if (chosen === structure.objects && chosen.length > 1) {
      const verdict = new Verdict(value, new Map([[first!, chosen]]));
      verdict.addContainer(new JudgedObject(value, chosen, owner, judge));
      return verdict;
    }
  }
  return judgeLeaves(value, parts, owner);
}

function judgeLeaves(
  value: unknown,
  parts: readonly PartCopier[],
  owner: ReferenceOwner,
): Verdict {
  const leaves = new Map<PartCopier, readonly PartCopier[]>();
  for (const part of parts) leaves.set(part, leavesOf(part, value, owner));
  const coded = addPlainParts(value, leaves, owner);
  openUnknown(value, leaves);
  const all = new Set([...leaves.values()].flat());
  for (const part of coded) all.delete(part);
  const verdict = new Verdict(value, leaves);
  for (const [kind, group] of Map.groupBy(all, groupOf)) {
    if (kind === "alone" || group.length === 1) {
      for (const leaf of group) judgeAlone(value, leaf, verdict, owner);
    } else {
      verdict.addContainer(judgeTogether(value, kind, group, owner));
    }
  }
  // What a codec encodes to may hold another coded value: inner ones first.
  for (const part of coded.reverse()) decode(part, verdict);
  return verdict;
}

function leavesOf(
  part: PartCopier,
  value: unknown,
  owner: ReferenceOwner,
): readonly PartCopier[] {
  const structure = structureOf(part);
  return structure?.kind === "union"
    ? chooseVariants(structure, value, owner)
    : [part];
}

/** Adds the plain parts of coded ones where values are plain still. */
function addPlainParts(
  value: unknown,
  leaves: Map<PartCopier, readonly PartCopier[]>,
  owner: ReferenceOwner,
): PartCopier[] {
  if (owner.direction !== "decoding") return [];
  const coded = new Set<PartCopier>();
  // The map grows while it is read.
  for (const list of leaves.values()) {
    for (const leaf of list) {
      const structure = structureOf(leaf);
      if (structure?.kind !== "coded" || coded.has(leaf)) continue;
      coded.add(leaf);
      const { plain } = structure;
      if (leaves.has(plain)) continue;
      leaves.set(plain, leavesOf(plain, value, owner));
    }
  }
  return [...coded];
}

function decode(part: PartCopier, verdict: Verdict): void {
  const structure = structureOf(part);
  if (structure?.kind !== "coded") return;
  const { plain, type } = structure;
  if (!verdict.accepts(plain)) {
    verdict.refuse(part, verdict.refusalOf(plain));
    return;
  }
  try {
    verdict.accept(part, type.codec.decode(verdict.build([plain])));
  } catch (error) {
    verdict.refuse(part, asRefusal(error));
  }
}

/** Reads an unknown part beside others with them, member by member. */
function openUnknown(
  value: unknown,
  leaves: Map<PartCopier, readonly PartCopier[]>,
): void {
  const kinds = new Set([...leaves.values()].flat().map(groupOf));
  kinds.delete("alone");
  const [kind] = kinds;
  if (kind === undefined || kind === "alone" || kinds.size > 1) return;
  if (typeof value !== "object" || value === null) return;
  for (const [part, list] of leaves) {
    const opened = list.map((leaf) => {
      const structure = structureOf(leaf);
      return structure?.kind === "unknown" ? structure.containers[kind] : leaf;
    });
    leaves.set(part, opened);
  }
}

function groupOf(leaf: PartCopier): ContainerKind | "alone" {
  const kind = structureOf(leaf)?.kind;
  switch (kind) {
    case "list":
    case "map":
    case "object":
    case "set":
      return kind;
    default:
      return "alone";
  }
}

function judgeAlone(
  value: unknown,
  leaf: PartCopier,
  verdict: Verdict,
  owner: ReferenceOwner,
): void {
  try {
    verdict.accept(leaf, leaf(value, null, owner));
  } catch (error) {
    verdict.refuse(leaf, asRefusal(error));
  }
}

function judgeTogether(
  value: unknown,
  kind: ContainerKind,
  group: readonly PartCopier[],
  owner: ReferenceOwner,
): JudgedContainer {
  switch (kind) {
    case "list":
      return new JudgedList(value, group, owner, judge);
    case "map":
      return new JudgedCollection(MAPS, value, group, owner, judge);
    case "object":
      return new JudgedObject(value, group, owner, judge);
    case "set":
      return new JudgedCollection(SETS, value, group, owner, judge);
  }
}
