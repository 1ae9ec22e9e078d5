import { type Files, Project } from "./project.ts";

/** As much of the library as the types of states need. */
const LIBRARY = `export declare class State<T> {
  readonly name: string;
  get value(): T;
  set value(value: T);
}
export interface StateOptions<T> {
  readonly version?: number;
  migrate?(old: unknown, from: number): T;
}
export declare class Context {
  readonly actorId: string;
  readonly actorType: string;
  state<T>(name: string, initial: () => T, options?: StateOptions<T>): State<T>;
}
`;

/** The import of what an actor with states names. */
export const IMPORT =
  'import type { Context, State } from "@backstage/actors";\n';

/** Whether the library's types can be found, or are not on the disk. */
export type Library = "known" | "lost";

/** Creates a project whose actors have states. */
export function createProject(
  files: Files,
  library: Library = "known",
): Promise<Project> {
  const sources = Object.entries(files).map(([path, text]) => [
    `src/${path}`,
    text,
  ]);
  const known = {
    "deno.json": '{ "imports": { "@backstage/actors": "./library.ts" } }',
    "library.ts": LIBRARY,
  };
  return Project.create({
    ...(library === "known" ? known : {}),
    ...Object.fromEntries(sources),
  });
}

/** What a generated file says of a state. */
export interface Written {
  readonly shape: string;
  readonly copy: string;
}

/** Reads the states in the text of a generated file, by their names. */
export function readStates(text: string): Record<string, Written> {
  const [, states = ""] =
    /\n {2}states: \{\n(.*?)\n {2}\},\n\}\);/s.exec(text) ??
      [];
  const found = states.matchAll(
    /^ {4}(\S+|".*"): \{\n\s+shape: "(\w+)",\n\s+copy: (.*?),\n {4,6}[}b]/gms,
  );
  return Object.fromEntries([...found].map(([, name = "", shape, copy]) => [
    name,
    { shape: shape ?? "", copy: copy?.replaceAll(/\s+/g, " ") ?? "" },
  ]));
}
