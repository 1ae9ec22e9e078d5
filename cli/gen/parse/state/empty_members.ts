import { ts } from "../compiler/compiler.ts";
import { placeOf } from "../compiler/place.ts";
import { readImported } from "./context.ts";
import type { Diagnostics } from "../../diagnostics.ts";

/** What reports members without a state. */
export interface MemberTools {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
}

/** How an actor uses states. */
export interface StateUse {
  /** Its class, and those that this extends. */
  readonly lineage: readonly ts.ClassLikeDeclaration[];
  /** What its Context gives as a state, if that is known. */
  readonly state: ts.Symbol | undefined;
  /** The calls that ask for states. */
  readonly calls: readonly ts.CallExpression[];
}

const ELSEWHERE = ts.ModifierFlags.Static | ts.ModifierFlags.Abstract |
  ts.ModifierFlags.Ambient;

/**
 * Reports members of the type State that are given none, or one by code that
 * is not the class's own: the generator would not see its name and its type.
 */
export function reportEmptyMembers(
  { lineage, state, calls }: StateUse,
  { checker, diagnostics }: MemberTools,
): void {
  const members = listStateMembers(lineage, state, checker);
  if (members.length === 0) return;
  const assigned = lineage.flatMap((one) => listAssignments(one, checker));
  for (const member of members) {
    const values = assigned.filter((one) => one.member === member)
      .map(({ value }) => value);
    if (values.some((value) => mayBeState(value, calls))) continue;
    diagnostics.add(
      "GEN505",
      placeOf(member.name),
      `the member ${member.name.getText()} is given no state`,
      "assign what ctx.state(...) returns, there or in the constructor",
    );
  }
}

function listStateMembers(
  lineage: readonly ts.ClassLikeDeclaration[],
  state: ts.Symbol | undefined,
  checker: ts.TypeChecker,
): ts.PropertyDeclaration[] {
  const declared = lineage.flatMap(({ members }) =>
    members.filter((one) => isCalledState(one, checker))
  );
  return declared.filter((member) => {
    const type = checker.getTypeAtLocation(member);
    return state === undefined
      ? (type.flags & ts.TypeFlags.Any) !== 0
      : type.symbol === state;
  });
}

function isCalledState(
  node: ts.ClassElement,
  checker: ts.TypeChecker,
): node is ts.PropertyDeclaration {
  return ts.isPropertyDeclaration(node) && node.type !== undefined &&
    (ts.getCombinedModifierFlags(node) & ELSEWHERE) === 0 &&
    readImported(node.type, checker) === "State";
}

/** What is assigned to a member. */
interface Assignment {
  readonly member: ts.Node | undefined;
  readonly value: ts.Expression;
}

function listAssignments(
  node: ts.ClassLikeDeclaration,
  checker: ts.TypeChecker,
): Assignment[] {
  const found: Assignment[] = [];
  const visit = (inner: ts.Node) => {
    if (ts.isPropertyDeclaration(inner) && inner.initializer !== undefined) {
      found.push({ member: inner, value: inner.initializer });
    }
    const isAssigned = ts.isBinaryExpression(inner) &&
      inner.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(inner.left);
    if (isAssigned) {
      const member = checker.getSymbolAtLocation(inner.left.name)
        ?.valueDeclaration;
      found.push({ member, value: inner.right });
    }
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/** Whether a value is a state, or one that was kept in a variable. */
function mayBeState(
  value: ts.Expression,
  calls: readonly ts.CallExpression[],
): boolean {
  const isMade = ts.isCallExpression(value) || ts.isNewExpression(value);
  return !isMade || calls.some((call) => isWithin(call, value));
}

function isWithin(node: ts.Node, around: ts.Node): boolean {
  return ts.findAncestor(node, (one) => one === around) !== undefined;
}
