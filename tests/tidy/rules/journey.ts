import ts from "typescript";
import type { Finding, Source, TextFile } from "../source.ts";

/** One step of a call's journey, as a text tells it. */
export interface JourneyStep {
  /** Where it is told. */
  readonly teller: string;
  readonly line: number;
  readonly name: string;
  /** The file that does it. */
  readonly path: string;
  /** Who does it there: a function, a class, or a class's member. */
  readonly symbol: string;
}

/** Reads the steps of a comment: `//   call: src/proxy/link.ts Link.call`. */
export function readComment({ path, text }: TextFile): JourneyStep[] {
  return text.split("\n").flatMap((line, index) => {
    const step = line.match(/^\/\/ +(\w+): (\S+\.ts) (\S+)$/);
    return step === null ? [] : [toStep(path, index + 1, step)];
  });
}

/** Reads the steps of a page: `` [call](src/proxy/link.ts) `Link.call` ``. */
export function readPage({ path, text }: TextFile): JourneyStep[] {
  const steps = text.matchAll(/\[(\w+)\]\(([^)\s]+\.ts)\)\s+`([^`\s]+)`/g);
  return Array.from(steps, (step) => {
    const line = text.slice(0, step.index).split("\n").length;
    return toStep(path, line, step);
  });
}

function toStep(
  teller: string,
  line: number,
  [, name = "", path = "", symbol = ""]: readonly string[],
): JourneyStep {
  return { teller, line, name, path, symbol };
}

/** Finds steps whose file or symbol is not there. */
export function findLostSteps(
  steps: readonly JourneyStep[],
  sources: readonly Source[],
): Finding[] {
  return steps.flatMap(({ teller, line, name, path, symbol }) => {
    const source = sources.find((one) => one.path === path);
    if (source !== undefined && defines(source, symbol)) return [];
    const lost = source === undefined ? path : `${symbol} in ${path}`;
    const message = `step ${name} names ${lost}, which is not there; ` +
      "name what does it now";
    return [{ path: teller, line, message }];
  });
}

/** Finds where one telling differs from another, or tells nothing. */
export function findOtherJourneys(
  told: readonly JourneyStep[],
  again: readonly JourneyStep[],
): Finding[] {
  const length = Math.max(told.length, again.length, 1);
  for (let at = 0; at < length; at++) {
    const [one, other] = [told[at], again[at]];
    const isSame = one !== undefined && other !== undefined &&
      describe(one) === describe(other);
    if (isSame) continue;
    const { teller = "", line = 1 } = other ?? one ?? {};
    const message = `step ${at + 1} is ${describe(one)} in one telling and ` +
      `${describe(other)} in the other; tell one journey`;
    return [{ path: teller, line, message }];
  }
  return [];
}

function describe(step: JourneyStep | undefined): string {
  if (step === undefined) return "missing";
  return `${step.name} (${step.path} ${step.symbol})`;
}

function defines({ tree }: Source, symbol: string): boolean {
  const [owner = "", member] = symbol.split(".");
  return tree.statements.some((statement) => {
    if (ts.isVariableStatement(statement)) {
      return member === undefined &&
        statement.declarationList.declarations.some(({ name }) =>
          name.getText(tree) === owner
        );
    }
    if (ts.isFunctionDeclaration(statement)) {
      return member === undefined && statement.name?.text === owner;
    }
    if (!ts.isClassDeclaration(statement)) return false;
    if (statement.name?.text !== owner) return false;
    return member === undefined ||
      statement.members.some(({ name }) => name?.getText(tree) === member);
  });
}
