import { addTuples, type Containers } from "./arguments.ts";
import type { ActorFacts, Message, TypeReference } from "./facts.ts";
import { fingerprint } from "./fingerprint.ts";
import { findShapes, type Payload, shapePayload } from "./message_shapes.ts";
import type { Container, Member, Shape, TypeModel } from "./type_model.ts";

/**
 * Returns the fingerprint of what an actor and its callers must agree on: of
 * one object that has a member for each message.
 *
 * So all that makes no difference to the fingerprint of a shape makes none
 * here, the order of messages is that of members, and what is said of messages
 * besides (comments, names of parameters) is not in it at all.
 */
export function fingerprintContract(
  { messages, types }: Pick<ActorFacts, "messages" | "types">,
): string {
  const all = new ContractTypes(types);
  const members = messages.map((message) =>
    toMember(message.name, describeMessage(message, all))
  );
  return fingerprint(all.add(objectOf(members)), all);
}

/** Describes a message as an object of what crosses in it. */
function describeMessage(
  message: Message<unknown>,
  types: ContractTypes,
): Shape {
  const { payload, yielded, result } = findShapes(message, types);
  return types.add(objectOf([
    // A payload that is one array is another contract than several arguments.
    ...payload === null ? [] : [
      toMember(shapePayload(message), describePayload(payload, types)),
    ],
    ...yielded === null ? [] : [toMember("yielded", yielded)],
    // What is dropped is no result, not even one that is `undefined`.
    ...result === null ? [] : [toMember("result", result)],
  ]));
}

function describePayload(payload: Payload, types: ContractTypes): Shape {
  if (payload.kind === "value") return payload.shape;
  // What may be left out is sent as `undefined` where there is one signature.
  const settled = { isOptional: false, isDefaulted: false };
  const list = payload.list.map((one) => ({ ...one, ...settled }));
  const variants = addTuples(list, types);
  return types.add({ kind: "union", variants });
}

function objectOf(members: readonly Member[]): Container {
  return { kind: "object", members, signatures: [] };
}

function toMember(name: string, shape: Shape): Member {
  return { name, shape, isOptional: false };
}

/** The types of an actor, and those that only its contract has. */
class ContractTypes implements Containers, TypeModel<TypeReference> {
  readonly containers: Record<string, Container>;
  readonly classes: readonly TypeReference[];
  #count = 0;

  constructor({ containers, classes }: TypeModel<TypeReference>) {
    this.containers = { ...containers };
    this.classes = classes;
  }

  find(name: string): Container {
    const container = this.containers[name];
    if (container === undefined) throw new Error(`Cannot find type ${name}`);
    return container;
  }

  add(container: Container): Shape {
    // No declared type has a name like this one.
    const name = `contract ${this.#count++}`;
    this.containers[name] = container;
    return { kind: "named", name };
  }
}
