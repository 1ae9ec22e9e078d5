import { ts } from "../compiler/compiler.ts";
import { placeOf } from "../compiler/place.ts";
import type { ShapeReader } from "../shape/reader.ts";
import { findStateClass, listStateCalls, mayHaveStates } from "./context.ts";
import { reportEmptyMembers } from "./empty_members.ts";
import { findOption } from "../options.ts";
import { listLineage } from "./lineage.ts";
import { readValueType } from "./value_type.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import type { State } from "../../model/facts.ts";

/** The tools of the reader of states. */
export interface StateTools {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
  readonly shapes: ShapeReader;
}

/** Reads the states of an actor class, its own first, then its bases'. */
export function readStates(
  node: ts.ClassDeclaration,
  className: string,
  tools: StateTools,
): State[] {
  const { checker, shapes } = tools;
  const lineage = listLineage(node, checker);
  if (!lineage.some(mayHaveStates)) return [];
  const state = findStateClass(node, checker);
  const calls = lineage.flatMap((one) => listStateCalls(one, state, checker));
  reportEmptyMembers({ lineage, state, calls }, tools);
  if (calls.length > 0) refuseInterleaving(node, tools);
  const named = calls.filter((call) => isInPlace(call, tools))
    .flatMap((call) => nameState(call, tools) ?? []);
  const actor = checker.getTypeAtLocation(node);
  return dropTwins(named, tools).map(({ name, call, place }) => {
    const type = readValueType(call, { checker, actor });
    const shape = shapes.readMessage(type, {
      code: "GEN502",
      method: `${className}.${name}`,
      name: `state ${name}`,
      label: name,
      node: place,
    });
    return { name, shape };
  });
}

/** Reports a class that lets turns begin before the last one has ended. */
function refuseInterleaving(
  node: ts.ClassDeclaration,
  { checker, diagnostics }: StateTools,
): void {
  const options = findOption(node, "reentrancy", "full", checker);
  if (options === undefined) return;
  diagnostics.add(
    "GEN506",
    placeOf(options),
    'an actor with a state cannot have `reentrancy: "full"`',
    "a turn is all or nothing, so turns must not interleave: leave it out",
  );
}

/** One call of `ctx.state`. */
interface NamedCall {
  readonly name: string;
  readonly call: ts.CallExpression;
  /** What problems are put at. */
  readonly place: ts.Node;
}

/** Whether a state is asked for while the actor is made; reports it if not. */
function isInPlace(
  call: ts.CallExpression,
  { diagnostics }: StateTools,
): boolean {
  const around = ts.findAncestor(
    call.parent,
    (one) =>
      ts.isFunctionLike(one) || ts.isPropertyDeclaration(one) ||
      ts.isClassStaticBlockDeclaration(one),
  );
  const isStatic = around !== undefined && ts.isPropertyDeclaration(around) &&
    (ts.getCombinedModifierFlags(around) & ts.ModifierFlags.Static) !== 0;
  const isMade = around !== undefined && !isStatic &&
    (ts.isConstructorDeclaration(around) || ts.isPropertyDeclaration(around));
  if (!isMade) {
    diagnostics.add(
      "GEN504",
      placeOf(call),
      "a state is asked for after the actor was made",
      "call it in the constructor itself or for a field, in no function " +
        "within",
    );
  }
  return isMade;
}

/** Reads the name of a state; reports one that is not known by now. */
function nameState(
  call: ts.CallExpression,
  { checker, diagnostics }: StateTools,
): NamedCall | undefined {
  const [given] = call.arguments;
  const type = given && checker.getTypeAtLocation(given);
  // An object's member of this name would be its prototype.
  const isNamed = type?.isStringLiteral() && type.value !== "" &&
    type.value !== "__proto__";
  if (given !== undefined && isNamed) {
    return { name: type.value, call, place: given };
  }
  diagnostics.add(
    "GEN501",
    placeOf(given ?? call),
    "the name of a state is no literal",
    'write it out: ctx.state("name", ...); for many of a kind, keep a Map ' +
      "in one state",
  );
  return undefined;
}

/** Reports states of one name, and keeps the first. */
function dropTwins(
  calls: readonly NamedCall[],
  { diagnostics }: StateTools,
): NamedCall[] {
  const groups = [...Map.groupBy(calls, ({ name }) => name).values()];
  return groups.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { path, line } = placeOf(first.place);
    for (const { name, place } of others) {
      diagnostics.add(
        "GEN503",
        placeOf(place),
        `two states have the name "${name}"; the other is at ${path}:${line}`,
        "give one of them another name",
      );
    }
    return [first];
  });
}
