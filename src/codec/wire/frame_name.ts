import { CodecError } from "../../base/errors.ts";
import { MAX_ID_LENGTH } from "../../base/limits.ts";
import type { ReferenceName } from "../reference/reference.ts";
import { malformed } from "./malformed.ts";
import type { Revival } from "./revival.ts";
import { growTree } from "./tree.ts";

/** Turns the name of an actor into a tree. */
export function growActor(actor: ReferenceName): unknown[] {
  return [growName(actor.type, "actor type"), growName(actor.id, "actor id")];
}

/** Turns a name into a tree; its role is for the error. */
export function growName(name: unknown, role: string): unknown {
  if (!isName(name)) {
    const expected = `text of 1 to ${MAX_ID_LENGTH} characters`;
    throw new CodecError(
      `Cannot encode a frame: its ${role} is not ${expected}`,
      {
        path: "",
        expected,
        actual: typeof name,
      },
    );
  }
  return growTree(name);
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length > 0 &&
    name.length <= MAX_ID_LENGTH;
}

/** Reads the name of an actor. */
export function buildActor(tree: unknown, revival: Revival): ReferenceName {
  if (!Array.isArray(tree) || tree.length !== 2) {
    throw malformed("an actor in the frame is not a type and an id");
  }
  return {
    type: buildName(tree[0], "actor type", revival),
    id: buildName(tree[1], "actor id", revival),
  };
}

/** Reads a name; its role is for the error. */
export function buildName(
  tree: unknown,
  role: string,
  revival: Revival,
): string {
  const name = revival.revive(tree);
  if (!isName(name)) throw malformed(`the frame's ${role} is not a name`);
  return name;
}
