import type {
  JetStreamManager,
  StreamConfig,
  StreamInfo,
} from "@nats-io/jetstream";
import {
  ClusterError,
  type ClusterErrorCode,
} from "../../base/cluster_error.ts";
import { isNameInUse, isNotFound } from "./failure.ts";
import { MIN_VERSION } from "./server_check.ts";

/** What a stream must be like; the rest is the server's. */
export type AskedConfig =
  & Partial<StreamConfig>
  & Pick<StreamConfig, "name" | "subjects" | "num_replicas">;

/** What matters only when it is made, or may be more than was asked for. */
const FREE: ReadonlySet<string> = new Set([
  "description",
  "first_seq",
  "num_replicas",
]);

/**
 * Opens a stream, made as asked for if there is none. What the server says of
 * it is compared with that, for older ones drop in silence what they do not
 * know.
 *
 * @throws {ClusterError} If it is another one.
 */
export async function ensureStream(
  jsm: JetStreamManager,
  asked: AskedConfig,
  doing: string,
): Promise<StreamInfo> {
  const [info, isNew] = await findOrAdd(jsm, asked);
  const found = info.config as Readonly<Record<string, unknown>>;
  for (const [member, value] of Object.entries(asked)) {
    if (FREE.has(member) || isSame(value, found[member])) continue;
    throw refuse(asked.name, doing, isNew, [member, value, found[member]]);
  }
  if (info.config.num_replicas < asked.num_replicas) {
    const member = "num_replicas";
    const differs = [member, asked[member], info.config[member]] as const;
    throw refuse(asked.name, doing, isNew, differs);
  }
  return info;
}

async function findOrAdd(
  jsm: JetStreamManager,
  asked: AskedConfig,
): Promise<[info: StreamInfo, isNew: boolean]> {
  try {
    return [await jsm.streams.info(asked.name), false];
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    return [await jsm.streams.add(asked), true];
  } catch (error) {
    // Another node was faster, with a first revision of its own.
    if (!isNameInUse(error)) throw error;
    return [await jsm.streams.info(asked.name), false];
  }
}

/** Compares what is asked for with what there is; no `false` is there. */
function isSame(asked: unknown, found: unknown): boolean {
  if (asked === false || asked === 0) return (found ?? asked) === asked;
  return JSON.stringify(asked) === JSON.stringify(found);
}

function refuse(
  name: string,
  doing: string,
  isNew: boolean,
  [member, asked, found]: readonly [string, unknown, unknown],
): ClusterError {
  const [code, hint]: [ClusterErrorCode, string] = isNew
    ? [
      "server",
      `the server has not kept it; install NATS ${MIN_VERSION} or later`,
    ]
    : [
      "mismatch",
      "another program has made it; change it by " +
      `\`nats stream edit ${name}\`, or choose another name`,
    ];
  return new ClusterError(
    `Cannot ${doing}: ${member} of the stream ${name} is ` +
      `${JSON.stringify(found)}, and not ${JSON.stringify(asked)}: ${hint}`,
    { code },
  );
}
