import { ts } from "./compiler/compiler.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type { ActorFacts, TypeReference } from "../model/facts.ts";
import { readDoc } from "./doc.ts";
import { readConstructor } from "./constructor.ts";
import { readMessages } from "./methods.ts";
import { readOptions } from "./options.ts";
import type { LostModules } from "./compiler/lost_modules.ts";
import { placeOf } from "./compiler/place.ts";
import type { References } from "./compiler/references.ts";
import { ShapeReader } from "./shape/reader.ts";
import { readStates } from "./state/states.ts";
import { TypeWriter } from "./type_text.ts";

/** The tools of the reader of classes. */
export interface ClassTools {
  readonly checker: ts.TypeChecker;
  readonly references: References;
  readonly lost: LostModules;
  readonly diagnostics: Diagnostics;
  /** Whether to warn of parts that are copied unchecked. */
  readonly isStrict: boolean;
}

/** Reads one marked class, or reports why it cannot be an actor. */
export function readClass(
  node: ts.ClassDeclaration,
  tools: ClassTools,
): ActorFacts | undefined {
  const { checker, references, diagnostics } = tools;
  const reference = findReference(node, tools);
  if (reference === undefined || !isConcrete(node, diagnostics)) {
    return undefined;
  }
  const writer = new TypeWriter(checker, references);
  const file = node.getSourceFile();
  const shapes = new ShapeReader(tools, file);
  const messages = readMessages(node, {
    ...tools,
    writer,
    file,
    reference,
    shapes,
  });
  // Messages first: what they share with states is called after them.
  const states = readStates(node, reference.local, { ...tools, shapes });
  return {
    ...readOptions(node, reference.local, tools),
    className: reference.local,
    doc: readDoc(node),
    takesContext: readConstructor(node, tools),
    ...shapes.finish({ messages, states }),
    place: placeOf(node.name ?? node),
    reference,
    foreignNames: [...writer.foreignNames].sort(),
    lintIgnores: [...writer.lintIgnores].sort(),
  };
}

function findReference(
  node: ts.ClassDeclaration,
  { checker, references, diagnostics }: ClassTools,
): TypeReference | undefined {
  if (node.name === undefined) {
    diagnostics.add(
      "GEN205",
      placeOf(node),
      "the class has no name",
      "name it: its proxy and its actor type are named after it",
    );
    return undefined;
  }
  const symbol = checker.getSymbolAtLocation(node.name);
  const meaning = symbol && references.explainDeclared(symbol);
  if (meaning?.kind === "import") {
    return { ...meaning.reference, local: node.name.text };
  }
  diagnostics.add(
    "GEN202",
    placeOf(node.name),
    `class ${node.name.text} is not exported`,
    `write \`export class ${node.name.text}\` at the top of its file`,
  );
  return undefined;
}

function isConcrete(
  node: ts.ClassDeclaration,
  diagnostics: Diagnostics,
): boolean {
  const name = node.name ?? node;
  const has = (modifier: ts.SyntaxKind) =>
    node.modifiers?.some(({ kind }) => kind === modifier) ?? false;
  const isAbstract = has(ts.SyntaxKind.AbstractKeyword);
  const isDeclared = has(ts.SyntaxKind.DeclareKeyword);
  if (isDeclared) {
    diagnostics.add(
      "GEN211",
      placeOf(name),
      `class ${name.getText()} is only declared`,
      "mark it where it is written: the engine needs its code",
    );
  }
  if (isAbstract) {
    diagnostics.add(
      "GEN203",
      placeOf(name),
      `class ${name.getText()} is abstract`,
      "mark the classes that extend it instead",
    );
  }
  if (node.typeParameters !== undefined) {
    diagnostics.add(
      "GEN204",
      placeOf(name),
      `class ${name.getText()} is generic`,
      "mark a class that extends it with concrete types instead",
    );
  }
  return !isAbstract && !isDeclared && node.typeParameters === undefined;
}
