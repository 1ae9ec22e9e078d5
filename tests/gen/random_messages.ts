import type {
  Message,
  Parameter,
  Signature,
} from "../../cli/gen/model/facts.ts";
import type { Shape } from "../../cli/gen/model/type_model.ts";
import type { Chance } from "../support/chance.ts";
import { isAlike, makeTypes, named, type Types } from "./random_shapes.ts";

type Messages = readonly Message<readonly string[]>[];

/** The messages of an actor, with the types that they are made of. */
export interface RandomContract {
  readonly messages: Messages;
  readonly types: Types;
}

const NUMBER: Shape = { kind: "number" };
const NAMES = ["add", "find", "list"];

/** Makes messages over a few types. */
export function makeContract(chance: Chance): RandomContract {
  const types = makeTypes(chance);
  const names = NAMES.slice(chance.below(NAMES.length));
  return {
    types,
    messages: names.map((name) => makeMessage(name, types, chance)),
  };
}

function makeMessage(name: string, types: Types, chance: Chance): Messages[0] {
  const shape = () => makeShape(types, chance);
  const count = chance.below(3);
  const parameters = Array.from(
    { length: count },
    (_, at) => ({ ...parameterOf(shape()), name: `p${at}` }),
  );
  return messageOf(name, {
    ...EMPTY,
    parameters,
    resultShape: shape(),
    yielded: chance.below(4) === 0 ? { type: [], shape: shape() } : null,
  }, chance.below(3) === 0);
}

const EMPTY: Signature<readonly string[]> = {
  doc: [],
  typeParameters: [],
  parameters: [],
  result: [],
  resultShape: NUMBER,
  yielded: null,
};

function messageOf(
  name: string,
  signature: Signature<readonly string[]>,
  isOneWay: boolean,
): Messages[0] {
  return {
    name,
    signatures: [signature],
    parameters: [],
    isSynchronous: true,
    isOneWay,
    isStreaming: signature.yielded !== null,
  };
}

function parameterOf(shape: Shape): Parameter<readonly string[]> {
  return {
    name: "p",
    type: [],
    shape,
    isOptional: false,
    isDefaulted: false,
    isRest: false,
  };
}

function makeShape(types: Types, chance: Chance): Shape {
  return chance.pick([NUMBER, ...Object.keys(types).map(named)]);
}

type Change = (message: Messages[0], shape: Shape) => Messages[0];

/** What may become of a message, by what it is; none leaves it as it was. */
export const CHANGES: Readonly<Record<string, Change>> = {
  "another name": (message) => ({ ...message, name: "other" }),
  "one more parameter": (message, shape) =>
    mapSignature(message, (one) => ({
      ...one,
      parameters: [...one.parameters, parameterOf(shape)],
    })),
  "rest parameters": (message) =>
    mapSignature(message, (one) => ({
      ...one,
      parameters: [
        ...one.parameters,
        { ...parameterOf(named("Rest")), isRest: true },
      ],
    })),
  "one parameter less": (message, shape) =>
    mapSignature(message, (one) => ({
      ...one,
      parameters: one.parameters.length === 0
        ? [parameterOf(shape)]
        : one.parameters.slice(1),
    })),
  "a parameter that may be left out": (message, shape) =>
    mapSignature(message, (one) => ({
      ...one,
      parameters: [...one.parameters.slice(1), {
        ...one.parameters[0] ?? parameterOf(shape),
        isOptional: true,
      }],
    })),
  "a parameter's type": (message, shape) =>
    mapSignature(message, (one) => ({
      ...one,
      parameters: [parameterOf(shape), ...one.parameters.slice(1)],
    })),
  "a result's type": (message, shape) =>
    mapSignature({ ...message, isOneWay: false }, (one) => ({
      ...one,
      resultShape: shape,
    })),
  "one way": (message) => ({ ...message, isOneWay: !message.isOneWay }),
  "what it yields": (message, shape) =>
    mapSignature({ ...message, isStreaming: true }, (one) => ({
      ...one,
      yielded: { type: [], shape },
    })),
  "streaming or not": (message, shape) => {
    const isStreaming = !message.isStreaming;
    return mapSignature({ ...message, isStreaming }, (one) => ({
      ...one,
      yielded: isStreaming ? { type: [], shape } : null,
    }));
  },
};

function mapSignature(
  message: Messages[0],
  change: (signature: Signature<readonly string[]>) => Signature<
    readonly string[]
  >,
): Messages[0] {
  return { ...message, signatures: message.signatures.map(change) };
}

/** Returns a contract of which one message was changed. */
export function changeOne(
  { messages, types }: RandomContract,
  change: Change,
  chance: Chance,
): RandomContract {
  const rest: Types = { Rest: { kind: "array", element: NUMBER } };
  const at = chance.below(messages.length);
  return {
    types: { ...types, ...rest },
    messages: messages.map((one, index) =>
      index === at ? change(one, makeShape(types, chance)) : one
    ),
  };
}

/** Says in the plain way whether two contracts differ anywhere. */
export function isSameContract(a: RandomContract, b: RandomContract): boolean {
  const isSame = (one: Shape | null, two: Shape | null) =>
    one === null || two === null
      ? one === two
      : isAlike(one, a.types, two, b.types);
  return a.messages.length === b.messages.length &&
    a.messages.every((message) => {
      const other = b.messages.find(({ name }) => name === message.name);
      if (other === undefined) return false;
      const [[one], [two]] = [message.signatures, other.signatures];
      return message.isOneWay === other.isOneWay &&
        isSame(one!.yielded?.shape ?? null, two!.yielded?.shape ?? null) &&
        (message.isOneWay || isSame(one!.resultShape, two!.resultShape)) &&
        one!.parameters.length === two!.parameters.length &&
        one!.parameters.every((parameter, at) => {
          const { shape, isOptional, isRest } = two!.parameters[at]!;
          return parameter.isOptional === isOptional &&
            parameter.isRest === isRest && isSame(parameter.shape, shape);
        });
    });
}
