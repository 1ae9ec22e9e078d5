import type { Tooth } from "../tooth.ts";

/** What a client is told at its start. */
export interface ClientSettings {
  readonly servers: readonly string[];
  readonly cluster: string;
  readonly replicas: 1 | 3;
  /** Its number among the clients, from 0 on. */
  readonly place: number;
  readonly seed: number;
  readonly tooth: Tooth | null;
  readonly paceMs: number;
  /** The file of its history. */
  readonly path: string;
}

/** What an auditor is told at its start. */
export interface AuditSettings {
  readonly servers: readonly string[];
  readonly cluster: string;
  readonly replicas: 1 | 3;
  /** The file of what it reads of registers: a history. */
  readonly path: string;
  /** The file of the books. */
  readonly booksPath: string;
  /** How long what is on its way may take until it counts as lost. */
  readonly patienceMs: number;
}
