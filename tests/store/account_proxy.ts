import { ActorProxy, check, defineActor, link } from "@backstage/actors/proxy";

class Account {
  name(): string {
    return "";
  }
}

/** What the generator would write of a class with two states. */
export class AccountProxy extends ActorProxy {
  static readonly definition = defineActor({
    type: "Account",
    create: () => new Account(),
    methods: {
      name: { payload: "none", invoke: (actor: Account) => actor.name() },
    },
    states: {
      balance: {
        shape: "ba1",
        copy: (value, owner) => {
          const { cents, note } = check.anyObject(value, null, owner) as {
            readonly cents: unknown;
            readonly note?: unknown;
          };
          const copy = { cents: check.number(cents, "cents") };
          return note === undefined
            ? copy
            : { ...copy, note: check.string(note, "note") };
        },
      },
      partner: {
        shape: "ba2",
        copy: (value, owner) =>
          value === null
            ? null
            : check.reference(value, null, owner, AccountProxy),
      },
    },
  });

  name(): Promise<string> {
    return this[link].call(AccountProxy.definition.methods.name, undefined);
  }
}
