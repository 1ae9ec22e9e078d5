import { emitArray, emitCoded, emitExtended, emitTuple } from "./list.ts";
import { emitObject, isRecord } from "./object.ts";
import { emitUnion } from "./union.ts";
import type { CopierWriter } from "./writer.ts";

/** Writes the statements of the function that copies a container. */
export function emitBody(
  name: string,
  isCyclic: boolean,
  copiers: CopierWriter,
): string {
  const container = copiers.find(name);
  switch (container.kind) {
    case "object":
      return isRecord(container)
        ? `return ${emitInline(name, "value", "step", copiers)};\n`
        : copiers.guard(emitObject(container, copiers), isCyclic);
    case "array":
      return copiers.guard(emitArray(container, copiers, isCyclic), isCyclic);
    case "tuple":
      return copiers.guard(emitTuple(container, copiers), isCyclic);
    case "union":
      return emitUnion(container, copiers, isCyclic);
    case "coded":
      return emitCoded(container, copiers);
    case "extended":
      return emitExtended(container, copiers);
    case "map":
    case "set":
      return `return ${emitInline(name, "value", "step", copiers)};\n`;
  }
}

/** Writes the copy of a container that one call of a helper copies. */
export function emitInline(
  name: string,
  value: string,
  step: string,
  copiers: CopierWriter,
): string {
  const container = copiers.find(name);
  const { check } = copiers;
  const owner = copiers.needsOwner({ kind: "named", name }) ? ", owner" : "";
  const given = `${value}, ${step}`;
  switch (container.kind) {
    case "map": {
      const passed = `${copiers.pass(container.key)}, ${
        copiers.pass(container.value)
      }`;
      return `${check}.map(${given}, ${passed}${owner})`;
    }
    case "set": {
      const passed = copiers.pass(container.element);
      return `${check}.set(${given}, ${passed}${owner})`;
    }
    case "object": {
      const [signature] = container.signatures;
      const passed = signature === undefined
        ? `${check}.never`
        : copiers.pass(signature.shape);
      return `${check}.record(${given}, ${passed}${owner})`;
    }
    case "array":
    case "coded":
    case "extended":
    case "tuple":
    case "union":
      return copiers.copy({ kind: "named", name }, value, step);
  }
}
