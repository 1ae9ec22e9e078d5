// An actor that keeps a list and hands out copies of it. Plain arrays need
// nothing; a collection with methods says how it becomes data and back.
import { codec, Engine } from "@backstage/actors";
import { GuestListProxy } from "./generated/guest_list_proxy.gen.ts";

export interface Member {
  name: string;
  age: number;
}

/** A small collection: it travels as an array and arrives with its methods. */
export class MemberList {
  static readonly codec = codec({
    encode: (members: MemberList) => members.#list,
    decode: (list) => new MemberList(...list),
  });

  readonly #list: Member[];

  constructor(...list: Member[]) {
    this.#list = list;
  }

  get size(): number {
    return this.#list.length;
  }

  add(...members: Member[]): this {
    this.#list.push(...members);
    return this;
  }

  remove(name: string): Member | undefined {
    const index = this.#list.findIndex((member) => member.name === name);
    return index < 0 ? undefined : this.#list.splice(index, 1)[0];
  }

  names(): string[] {
    return this.#list.map((member) => member.name);
  }

  oldest(): Member | undefined {
    return this.#list.toSorted((a, b) => b.age - a.age)[0];
  }
}

// @generate-proxy
export class GuestList {
  readonly #members = new MemberList();

  add(...members: Member[]): number {
    return this.#members.add(...members).size;
  }

  remove(name: string): Member | undefined {
    return this.#members.remove(name);
  }

  members(): MemberList {
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
  console.log("Oldest:", copy.oldest());
  copy.remove("Eve");
  console.log("Copy:", copy.size, "List:", (await list.members()).size);

  console.log("Removed:", await list.remove("Bob"));
  console.log("Removed:", await list.remove("Bob"));
  console.log("List:", (await list.members()).names());
}
