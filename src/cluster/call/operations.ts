import { defineActor, type Method } from "../../envelope/definition.ts";

/** What is done with an actor that is no call to it. */
export type Operation = "erase" | "poison";

const { methods } = defineActor({
  type: "backstage",
  create: () => ({}),
  methods: {
    "backstage:erase": { payload: "none", isOneWay: true, invoke: () => {} },
    "backstage:poison": { payload: "none", isOneWay: true, invoke: () => {} },
  },
});

/** Returns what travels as the method of an operation. */
export function methodOf(operation: Operation): Method {
  return methods[`backstage:${operation}`];
}

/** Returns the operation that a frame names, if it names one. */
export function findOperation(method: string): Operation | null {
  if (method === "backstage:erase") return "erase";
  return method === "backstage:poison" ? "poison" : null;
}
