/** One parameter of a method, as the form shows it. */
export interface Parameter {
  readonly name: string;
  /** The type as the class declares it. */
  readonly type: string;
  readonly input: "number" | "text" | "boolean" | "choice" | "json";
  readonly choices: readonly string[];
  readonly isOptional: boolean;
  readonly isRest: boolean;
}

const CHOICE = /^"[^"\\]*"(?:\s*\|\s*"[^"\\]*")+$/;

/** Reads a parameter as methods declare it: `"cents: number"`. */
export function parseParameter(text: string): Parameter {
  const colon = text.indexOf(":");
  const written = (colon < 0 ? text : text.slice(0, colon)).trim();
  const [type = "", byDefault] = colon < 0
    ? ["unknown"]
    : text.slice(colon + 1).split(/ = /, 2).map((part) => part.trim());
  const choices = CHOICE.test(type)
    ? type.split("|").map((part) => JSON.parse(part))
    : [];
  return {
    name: written.replace(/^\.\.\./, "").replace(/\?$/, ""),
    type,
    input: choices.length > 0 ? "choice" : chooseInput(type),
    choices,
    isOptional: written.endsWith("?") || byDefault !== undefined,
    isRest: written.startsWith("..."),
  };
}

/** The arguments that a form's texts make, or the problem of one text. */
export type Reading =
  | { readonly args: readonly unknown[] }
  | { readonly name: string; readonly problem: string };

/** Reads a form's texts into the arguments of a call. */
export function readArguments(
  parameters: readonly Parameter[],
  texts: readonly string[],
): Reading {
  const args: unknown[] = [];
  const last = findLastGiven(parameters, texts);
  for (const [index, parameter] of parameters.entries()) {
    const text = texts[index] ?? "";
    if (index > last && (parameter.isOptional || parameter.isRest)) break;
    try {
      const value = readValue(parameter, text);
      if (parameter.isRest && Array.isArray(value)) args.push(...value);
      else args.push(value);
    } catch (error) {
      return { name: parameter.name, problem: (error as Error).message };
    }
  }
  return { args };
}

// Empty fields at the end are not sent, so that defaults hold.
function findLastGiven(
  parameters: readonly Parameter[],
  texts: readonly string[],
): number {
  return parameters.findLastIndex((parameter, index) =>
    parameter.isOptional || parameter.isRest
      ? (texts[index] ?? "") !== ""
      : true
  );
}

function readValue(parameter: Parameter, text: string): unknown {
  const { input, isOptional, isRest } = parameter;
  if (input === "text") return text;
  if (text.trim() === "" && isOptional) return null;
  if (input === "choice" || input === "boolean") return readChoice(input, text);
  if (input === "number") return readNumber(text);
  const value: unknown = readJson(text);
  if (isRest && !Array.isArray(value)) throw new Error("expected a JSON array");
  return value;
}

function readChoice(input: "choice" | "boolean", text: string): unknown {
  if (text === "") throw new Error("expected a choice");
  return input === "boolean" ? text === "true" : text;
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new Error("expected a number");
  }
  return value;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("expected JSON");
  }
}

function chooseInput(type: string): Parameter["input"] {
  if (type === "number") return "number";
  if (type === "string") return "text";
  return type === "boolean" ? "boolean" : "json";
}
