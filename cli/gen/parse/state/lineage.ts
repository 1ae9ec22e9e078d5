import { ts } from "../compiler/compiler.ts";
import { basesOf } from "../shape/class.ts";

/** Lists a class and the classes that it extends, the nearest first. */
export function listLineage(
  node: ts.ClassDeclaration,
  checker: ts.TypeChecker,
): readonly ts.ClassLikeDeclaration[] {
  const classes = new Set<ts.ClassLikeDeclaration>();
  const waiting: ts.Type[] = [checker.getTypeAtLocation(node)];
  // The list grows while it is read.
  for (const type of waiting) {
    // What a mixin returns is an intersection.
    if (type.isIntersection()) waiting.push(...type.types);
    const declared: ts.Symbol | undefined = type.symbol;
    const own = declared?.declarations?.find(ts.isClassLike);
    if (own === undefined || classes.has(own)) continue;
    classes.add(own);
    waiting.push(...basesOf(type));
  }
  return [...classes];
}
