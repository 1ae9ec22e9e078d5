import type { DatabaseSync } from "node:sqlite";
import type { SqliteSettings } from "../settings.ts";
import {
  DONE,
  FAILED,
  LOSS,
  packDue,
  packError,
  packFoundRow,
  packInfo,
  packList,
  packRecord,
  packRow,
} from "../wire/answer.ts";
import { unpackCommit } from "../wire/commit.ts";
import { Packer } from "../wire/packer.ts";
import {
  QUESTION,
  type Question,
  unpackActor,
  unpackDueQuery,
  unpackListQuery,
  unpackRowName,
  unpackRowQuery,
} from "../wire/question.ts";
import { Unpacker } from "../wire/unpacker.ts";
import { Backup } from "./backup.ts";
import { Commits } from "./commits.ts";
import { explain, isFatal } from "./failure.ts";
import { openFile } from "./file.ts";
import type { FileLock } from "./file_lock.ts";
import { Journal } from "./journal.ts";
import { KnownActors } from "./known_actors.ts";
import { Records } from "./records.ts";

/** What questions are about, for errors. */
const DOING: Readonly<Record<Question, string>> = {
  [QUESTION.load]: "load from",
  [QUESTION.read]: "read a row of",
  [QUESTION.commit]: "commit to",
  [QUESTION.due]: "list due actors of",
  [QUESTION.list]: "list records of",
  [QUESTION.listRows]: "list rows of",
  [QUESTION.expire]: "expire rows of",
  [QUESTION.backup]: "back up",
  [QUESTION.close]: "close",
};

/** All that stands on the open file. */
interface Parts {
  readonly database: DatabaseSync;
  readonly commits: Commits;
  readonly records: Records;
  readonly journal: Journal;
  readonly backup: Backup;
  readonly lock: FileLock;
}

function open(settings: SqliteSettings): Parts {
  const { database, lock } = openFile(settings);
  const known = new KnownActors();
  const journal = new Journal(database, settings.journalPages);
  return {
    database,
    commits: new Commits(database, known),
    records: new Records(database, known),
    journal,
    lock,
    backup: new Backup(lock, journal),
  };
}

/** Answers questions about the file, each batch in its order. */
export class Service {
  readonly #path: string;
  readonly #send: (answers: ArrayBuffer) => void;
  readonly #to = new Packer();
  /** `null` where the file could not be opened, or cannot be relied on. */
  #parts: Parts | null = null;

  /** Opens the file, or says that it cannot. */
  constructor(
    settings: SqliteSettings,
    send: (answers: ArrayBuffer) => void,
  ) {
    this.#path = settings.path;
    this.#send = send;
    try {
      this.#parts = open(settings);
    } catch (thrown) {
      this.#lose(explain(thrown, "open", this.#path));
    }
  }

  /** Answers a batch of questions. */
  answer(questions: ArrayBuffer): void {
    const from = new Unpacker(questions);
    while (!from.isDone && this.#parts !== null) {
      const number = from.integer();
      const question = from.integer() as Question;
      const next = from.integer();
      this.#answer(this.#parts, number, question, from);
      from.goTo(next);
    }
    this.#flush();
    this.#tend();
  }

  /** Sees to the journal once those that waited for commits have answers. */
  #tend(): void {
    try {
      this.#parts?.journal.tend();
    } catch (thrown) {
      const error = explain(thrown, "write back to", this.#path);
      // It is tried again; until there is room, commits fail and say so.
      if (error.code !== "disk-full") this.#lose(error);
    }
  }

  #answer(
    parts: Parts,
    number: number,
    question: Question,
    from: Unpacker,
  ): void {
    if (question === QUESTION.backup) {
      return void this.#backUp(parts, number, from.text());
    }
    if (question === QUESTION.close) return void this.#close(parts, number);
    const to = this.#to;
    const start = to.length;
    try {
      to.integer(number);
      to.integer(DONE);
      this.#do(parts, question, from);
    } catch (thrown) {
      to.rewind(start);
      this.#fail(number, thrown, DOING[question]);
      if (question === QUESTION.commit && isFatal(thrown)) {
        this.#lose(explain(thrown, DOING[question], this.#path));
      }
    }
    // What waits for a commit must not wait for the questions behind it.
    if (question === QUESTION.commit) this.#flush();
  }

  #do(parts: Parts, question: Question, from: Unpacker): void {
    const { commits, records } = parts;
    const to = this.#to;
    switch (question) {
      case QUESTION.load:
        return packRecord(records.load(unpackActor(from)), to);
      case QUESTION.read: {
        const actor = unpackActor(from);
        return packRow(records.read(actor, unpackRowName(from)), to);
      }
      case QUESTION.commit: {
        const refused = commits.write(unpackCommit(from));
        return packList(refused, to, (place) => to.integer(place));
      }
      case QUESTION.due:
        return packList(records.due(unpackDueQuery(from)), to, packDue);
      case QUESTION.list:
        return packList(records.list(unpackListQuery(from)), to, packInfo);
      case QUESTION.listRows: {
        const actor = unpackActor(from);
        const rows = records.listRows(actor, unpackRowQuery(from));
        return packList(rows, to, packFoundRow);
      }
      case QUESTION.expire: {
        const now = from.number();
        return to.integer(commits.expire(now, from.number()));
      }
    }
  }

  async #backUp({ backup }: Parts, number: number, path: string) {
    try {
      await backup.copyTo(path);
      this.#done(number);
    } catch (thrown) {
      this.#fail(number, thrown, DOING[QUESTION.backup]);
    }
    this.#flush();
    this.#tend();
  }

  async #close({ database, backup, lock }: Parts, number: number) {
    await backup.settle();
    try {
      // SQLite writes all pages back, and nothing is left beside the file.
      database.close();
      this.#done(number);
    } catch (thrown) {
      this.#fail(number, thrown, DOING[QUESTION.close]);
    }
    lock.close();
    this.#parts = null;
    this.#flush();
  }

  #done(number: number): void {
    this.#to.integer(number);
    this.#to.integer(DONE);
  }

  #fail(number: number, thrown: unknown, doing: string): void {
    this.#to.integer(number);
    this.#to.integer(FAILED);
    packError(explain(thrown, doing, this.#path), this.#to);
  }

  /** Says that the file is lost for good, and lets it go. */
  #lose(error: unknown): void {
    this.#fail(LOSS, error, "use");
    this.#flush();
    this.#parts = null;
  }

  #flush(): void {
    if (this.#to.length > 0) this.#send(this.#to.take());
  }
}
