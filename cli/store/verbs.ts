import { backup } from "./backup.ts";
import { check } from "./check.ts";
import { edit } from "./edit.ts";
import { erase } from "./erase.ts";
import { exportActors } from "./export.ts";
import { importActors } from "./import.ts";
import { list } from "./list.ts";
import type { OpenOptions } from "./open_file.ts";
import { resend } from "./resend.ts";
import { show } from "./show.ts";
import type { Task } from "./task.ts";

/** Something that can be done with a store. */
export interface Verb {
  readonly name: string;
  /** The words behind it; those in brackets may be missing. */
  readonly words: readonly string[];
  /** The options that it has. */
  readonly options: readonly string[];
  /** How it opens the file. */
  readonly opens?: OpenOptions;
  /** Does it, and returns the exit code. */
  run(task: Task): Promise<number>;
}

const ACTOR = "<Type/id>";

/** All that can be done with a store. */
export const VERBS: readonly Verb[] = [
  {
    name: "list",
    words: [],
    options: ["type", "filter", "limit", "after", "types", "json"],
    run: list,
  },
  { name: "show", words: [ACTOR], options: ["actors", "json"], run: show },
  {
    name: "edit",
    words: [ACTOR, "[state]"],
    options: ["from", "actors", "state-version"],
    run: edit,
  },
  {
    name: "export",
    words: ["[lines]"],
    options: ["type", "filter"],
    run: exportActors,
  },
  {
    name: "import",
    words: ["<lines>"],
    options: ["replace"],
    opens: { mayCreate: true },
    run: importActors,
  },
  { name: "erase", words: [ACTOR], options: ["yes"], run: erase },
  {
    name: "resend",
    words: [ACTOR],
    options: ["send", "reminder"],
    run: resend,
  },
  {
    name: "check",
    words: [],
    options: ["type", "actors", "json"],
    opens: { isChecked: true },
    run: check,
  },
  { name: "backup", words: ["<copy>"], options: [], run: backup },
];
