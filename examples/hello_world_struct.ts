// A struct sent to an actor, which returns another.
import { Engine } from "@backstage/actors";
import { ReceptionistProxy } from "./generated/receptionist_proxy.gen.ts";

export interface Guest {
  name: { first: string; last: string };
  title?: string;
  language: "de" | "en" | "es";
}

export interface Welcome {
  text: string;
  visit: number;
}

const HELLO = { de: "Guten Tag", en: "Hello", es: "Buenos días" };

// @generate-proxy
export class Receptionist {
  #visits = 0;

  welcome({ name, title, language }: Guest): Welcome {
    const called = title === undefined ? name.first : `${title} ${name.last}`;
    return { text: `${HELLO[language]}, ${called}!`, visit: ++this.#visits };
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const receptionist = engine.getActor(ReceptionistProxy, "lobby");

  const ann: Guest = {
    name: { first: "Ann", last: "Lee" },
    language: "es",
  };
  console.log(await receptionist.welcome(ann));
  console.log(await receptionist.welcome({ ...ann, title: "Dr." }));
}
