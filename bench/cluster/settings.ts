/** What each process of the bench is told at its start. */
export interface Settings {
  readonly servers: readonly string[];
  /** The cluster's name. */
  readonly cluster: string;
  readonly node: string;
  /** On how many servers all is kept. */
  readonly replicas: 1 | 3;
}

/** The subjects of what is measured without the library. */
export const BARE = {
  request: "bare.request",
  batch: "bare.batch",
  reply: "bare.reply",
} as const;

/** How many bytes a payload has, theirs and ours. */
export const PAYLOAD_BYTES = 178;
