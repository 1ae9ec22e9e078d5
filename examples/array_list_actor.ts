// An actor that keeps a list and hands out copies of it.
import { Engine } from "@backstage/actors";
import { GuestListProxy } from "./generated/guest_list_proxy.gen.ts";

export interface Member {
  name: string;
  age: number;
}

// @generate-proxy
export class GuestList {
  readonly #members: Member[] = [];

  add(...members: Member[]): number {
    return this.#members.push(...members);
  }

  remove(name: string): Member | undefined {
    const index = this.#members.findIndex((member) => member.name === name);
    return index < 0 ? undefined : this.#members.splice(index, 1)[0];
  }

  members(): Member[] {
    return this.#members;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const list = engine.getActor(GuestListProxy, "party");

  console.log("Members:", await list.add({ name: "Ann", age: 25 }));
  const more = [{ name: "Bob", age: 30 }, { name: "Eve", age: 41 }];
  console.log("Members:", await list.add(...more));

  // What an actor returns is a copy: changing it leaves the list alone.
  const copy = await list.members();
  copy.pop();
  console.log("Copy:", copy.length, "List:", (await list.members()).length);

  console.log("Removed:", await list.remove("Bob"));
  console.log("Removed:", await list.remove("Bob"));
  console.log("List:", await list.members());
}
