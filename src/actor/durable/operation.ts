import { defineActor } from "../../envelope/definition.ts";

/** What an operator has an actor do, in a turn of its own. */
export interface Operation {
  /** Does it; what it returns is the result of the call. */
  run(): unknown;
}

const { methods } = defineActor({
  type: "backstage",
  create: () => ({}),
  methods: {
    operate: {
      payload: "value",
      isSynchronous: true,
      // It never leaves the engine.
      copyPayload: (operation) => operation,
      invoke: (_actor, operation) => (operation as Operation).run(),
    },
  },
});

/** The method of an operator's turn: its payload is the operation. */
export const OPERATE = methods.operate;
