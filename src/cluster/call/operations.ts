import { defineActor, type Method } from "../../envelope/definition.ts";

/** What is asked of the node that serves an actor, and is no call to it. */
export type Operation =
  | "erase"
  | "poison"
  | "publish"
  | "read"
  | "release"
  | "subscribe"
  | "unread"
  | "unsubscribe"
  | "unwatch"
  | "watch";

const PREFIX = "backstage:";

const source = { payload: "value", isOneWay: true, invoke: () => {} } as const;

const TYPE = "backstage";

const { methods } = defineActor({
  type: TYPE,
  create: () => ({}),
  methods: {
    "backstage:erase": source,
    "backstage:poison": source,
    "backstage:publish": source,
    "backstage:read": source,
    "backstage:release": source,
    "backstage:subscribe": source,
    "backstage:unread": source,
    "backstage:unsubscribe": source,
    "backstage:unwatch": source,
    "backstage:watch": source,
  },
});

/** Returns what travels as the method of an operation. */
export function methodOf(operation: Operation): Method {
  return methods[`${PREFIX}${operation}` as keyof typeof methods];
}

/** Whether a call is none to an actor's own method. */
export function isOperation({ actorType }: Method): boolean {
  return actorType === TYPE;
}

/** Returns the operation that a frame names, if it names one. */
export function findOperation(method: string): Operation | null {
  return method in methods ? method.slice(PREFIX.length) as Operation : null;
}
