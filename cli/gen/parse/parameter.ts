import { ts } from "./compiler/compiler.ts";

/** Names a parameter; a destructured one takes the name of its type. */
export function nameParameter(
  node: ts.ParameterDeclaration,
  index: number,
): string {
  if (ts.isIdentifier(node.name)) return node.name.text;
  const name = nameAfterType(node.type);
  const others = node.parent.parameters.map((other) => other.name.getText());
  return name === undefined || others.includes(name) ? `arg${index}` : name;
}

function nameAfterType(type: ts.TypeNode | undefined): string | undefined {
  if (type === undefined || !ts.isTypeReferenceNode(type)) return undefined;
  if (!ts.isIdentifier(type.typeName)) return undefined;
  const { text } = type.typeName;
  const name = text.charAt(0).toLowerCase() + text.slice(1);
  return isPlainName(name) ? name : undefined;
}

// A type `Default` must not make a parameter `default`.
function isPlainName(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
  scanner.setText(name);
  return scanner.scan() === ts.SyntaxKind.Identifier;
}
