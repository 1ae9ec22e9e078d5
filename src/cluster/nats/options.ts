import {
  type Authenticator,
  credsAuthenticator,
  nkeyAuthenticator,
} from "@nats-io/transport-node";
import { quote } from "../../base/escape_controls.ts";
import {
  MAX_DELAY_MS,
  MAX_FRAME_BYTES,
  MAX_RECORD_BYTES,
} from "../../base/limits.ts";
import { MAX_SHARDS, SHARDS } from "../../base/cluster_limits.ts";
import { CONNECT_TIMEOUT_MS } from "../../base/nats_limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import {
  type OptionRule,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { showOption } from "../../base/show_option.ts";
import { readServers, type ServerAddress } from "./server_address.ts";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Proves to a server who connects: what `credsAuthenticator()` and the like of
 * `@nats-io/transport-node` return, or a function that answers the server's
 * challenge itself.
 */
export type NatsAuthenticator = (challenge?: string) => NatsCredentials;

/** What proves it; texts as the protocol of NATS names them. */
export type NatsCredentials =
  | void
  | { readonly auth_token: string }
  | { readonly user: string; readonly pass?: string }
  | { readonly nkey: string; readonly sig: string }
  | { readonly jwt: string; readonly nkey?: string; readonly sig?: string };

/** How a connection is encrypted; what `node:tls` knows may be in it, too. */
export interface NatsTls {
  /** Encrypts before the server says anything; it must be set to do so. */
  readonly handshakeFirst?: boolean;
  /** Certificates of those who may sign the server's, as PEM. */
  readonly ca?: string;
  /** The same as a file, which needs `--allow-read`. */
  readonly caFile?: string;
  /** The client's own certificate, as PEM. */
  readonly cert?: string;
  /** The same as a file, which needs `--allow-read`. */
  readonly certFile?: string;
  /** The key of that certificate, as PEM. */
  readonly key?: string;
  /** The same as a file, which needs `--allow-read`. */
  readonly keyFile?: string;
  /** The name in the server's certificate; its host unless given. */
  readonly servername?: string;
  /** Whether an unknown certificate is refused; it is unless told. */
  readonly rejectUnauthorized?: boolean;
}

/** How to reach a NATS server, as all of `./nats` takes it. */
export interface NatsConnectionOptions {
  /**
   * The servers of one NATS cluster, such as `"127.0.0.1:4222"`, one or some;
   * the port is 4222 unless given. The program needs `--allow-net` for each.
   * What servers tell of others is used where the program may reach these.
   */
  readonly servers: string | readonly string[];
  /** The user's name. */
  readonly user?: string;
  /** The user's password. */
  readonly pass?: string;
  /** A token, where the server asks for that. */
  readonly token?: string;
  /** The seed of an nkey: a text that begins with `SU`. */
  readonly nkey?: string;
  /** What a file of credentials holds: a JWT, and the seed of its nkey. */
  readonly creds?: string;
  /** What else proves who connects; one, or some that are all asked. */
  readonly authenticator?: NatsAuthenticator | readonly NatsAuthenticator[];
  /** Encrypts the connection; `{}` where there is nothing to say about it. */
  readonly tls?: NatsTls;
  /**
   * How long to try before there is a server at all, in milliseconds; 30,000
   * unless given. Nodes may start before their servers. A connection that was
   * there and is gone is tried again for ever.
   */
  readonly connectTimeoutMs?: number;
}

/** What a cluster on NATS may be told. */
export interface NatsOptions extends NatsConnectionOptions {
  /**
   * Names the cluster: 1 to 64 of the characters A-Z, a-z, 0-9, `_` and `-`.
   * Clusters of other names may be on the same servers.
   */
  readonly name: string;
  /**
   * Names this node, for people, of the same characters; a random name unless
   * given. A second node of that name is refused while the first one lives.
   */
  readonly node?: string;
  /**
   * Into how many shards all actors are divided; 256 unless given. All nodes
   * must say the same: the number is fixed once the cluster was opened.
   */
  readonly shards?: number;
  /**
   * On how many servers of a NATS cluster all is kept that the nodes agree on:
   * 1, 3 or 5; 1 unless given.
   */
  readonly replicas?: 1 | 3 | 5;
  /**
   * The most bytes that the record of a durable actor may have, where the
   * engine has no other store; 768 KiB unless given. The server's `max_payload`
   * must be 64 KiB more.
   */
  readonly maxRecordBytes?: number;
}

/** How to reach a server, checked. */
export interface ConnectionSettings {
  readonly servers: readonly ServerAddress[];
  readonly connectTimeoutMs: number;
  readonly credentials: {
    readonly user?: string;
    readonly pass?: string;
    readonly token?: string;
    readonly authenticator?: Authenticator[];
  };
  readonly tls: NatsTls | null;
  /** The cluster's name: before all subjects of the connection. */
  readonly cluster: string;
}

/** What a cluster was told, checked. */
export interface NatsSettings {
  readonly connection: ConnectionSettings;
  readonly name: string;
  readonly node: string | null;
  readonly shards: number;
  readonly replicas: number;
  readonly maxRecordBytes: number;
}

/** The names of the options of a connection. */
export const CONNECTION_NAMES: OptionNames<NatsConnectionOptions> = {
  authenticator: true,
  connectTimeoutMs: true,
  creds: true,
  nkey: true,
  pass: true,
  servers: true,
  tls: true,
  token: true,
  user: true,
};

const NAMES: OptionNames<NatsOptions> = {
  ...CONNECTION_NAMES,
  maxRecordBytes: true,
  name: true,
  node: true,
  replicas: true,
  shards: true,
};

type Numbers = Required<
  Pick<
    NatsOptions,
    "connectTimeoutMs" | "maxRecordBytes" | "replicas" | "shards"
  >
>;

/** The rule of replicas: a majority of them must be there. */
export const REPLICAS: OptionRule<1 | 3 | 5> = {
  text: "1, 3 or 5",
  error: RangeError,
  allows: (value): value is 1 | 3 | 5 =>
    value === 1 || value === 3 || value === 5,
};

const RULES: OptionRules<Numbers> = {
  connectTimeoutMs: wholeNumberFrom(0, MAX_DELAY_MS),
  maxRecordBytes: wholeNumberFrom(1, MAX_FRAME_BYTES),
  replicas: REPLICAS,
  shards: wholeNumberFrom(1, MAX_SHARDS),
};

const DEFAULTS: Numbers = {
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  maxRecordBytes: MAX_RECORD_BYTES,
  replicas: 1,
  shards: SHARDS,
};

/** Checks the options of a cluster, and fills in what is left out. */
export function readNatsOptions(options: NatsOptions): NatsSettings {
  assertKnownOptions("nats()", NAMES, options);
  const numbers = readOptions(RULES, options, DEFAULTS);
  const { name, node = null } = options;
  assertName("name", name);
  if (node !== null) assertName("node", node);
  return { ...numbers, connection: readConnection(options, name), name, node };
}

/** Checks how to reach a server; the cluster's name is checked before. */
export function readConnection(
  options: NatsConnectionOptions,
  cluster: string,
): ConnectionSettings {
  const { connectTimeoutMs } = readOptions(
    { connectTimeoutMs: RULES.connectTimeoutMs },
    options,
    { connectTimeoutMs: CONNECT_TIMEOUT_MS },
  );
  return {
    servers: readServers(options.servers),
    connectTimeoutMs,
    credentials: readCredentials(options),
    tls: readTls(options.tls),
    cluster,
  };
}

/**
 * Throws unless a cluster or a node may have a name.
 *
 * @throws {TypeError} If it may not.
 */
export function assertName(
  option: string,
  name: unknown,
): asserts name is string {
  if (typeof name === "string" && NAME.test(name)) return;
  throw new TypeError(
    `Cannot use ${option} ${showOption(name)}: it must be 1 to 64 of the ` +
      "characters A-Z, a-z, 0-9, _ and -",
  );
}

function readTls(tls: unknown): NatsTls | null {
  if (tls === undefined) return null;
  if (typeof tls === "object" && tls !== null) return tls;
  throw new TypeError(
    `Cannot use tls ${showOption(tls)}: it must be an object, {} where there ` +
      "is nothing to say",
  );
}

function readCredentials(
  options: NatsConnectionOptions,
): ConnectionSettings["credentials"] {
  for (const name of ["user", "pass", "token", "nkey", "creds"] as const) {
    const value: unknown = options[name];
    if (value === undefined || (typeof value === "string" && value !== "")) {
      continue;
    }
    throw new TypeError(`Cannot use ${name}: it must be a text that has some`);
  }
  const { user, pass, token } = options;
  const authenticator = readAuthenticators(options);
  return {
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...(authenticator.length === 0 ? {} : { authenticator }),
  };
}

function readAuthenticators(
  { authenticator, creds, nkey }: NatsConnectionOptions,
): Authenticator[] {
  const all = authenticator === undefined ? [] : [authenticator].flat();
  if (!all.every((one) => typeof one === "function")) {
    throw new TypeError(
      "Cannot use authenticator: it must be a function, or some",
    );
  }
  const authenticators: Authenticator[] = [...all];
  if (nkey !== undefined) {
    authenticators.push(nkeyAuthenticator(toBytes("nkey", nkey, /^\s*SU/)));
  }
  if (creds !== undefined) {
    const isCreds = /BEGIN NATS USER JWT/;
    authenticators.push(credsAuthenticator(toBytes("creds", creds, isCreds)));
  }
  return authenticators;
}

/** Returns a secret as bytes; what is none at all is not shown either. */
function toBytes(option: string, text: string, pattern: RegExp): Uint8Array {
  if (!pattern.test(text)) {
    const what = option === "nkey"
      ? `the seed of a user, a text that begins with ${quote("SU")}`
      : "what a file of credentials holds, not its path";
    throw new TypeError(`Cannot use ${option}: it must be ${what}`);
  }
  return new TextEncoder().encode(option === "nkey" ? text.trim() : text);
}
