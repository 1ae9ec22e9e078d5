import { MAX_FRAME_BYTES, MAX_RECORD_BYTES } from "../../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../../base/option_names.ts";
import {
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../../base/option_rule.ts";
import {
  assertName,
  CONNECTION_NAMES,
  type ConnectionSettings,
  type NatsConnectionOptions,
  readConnection,
  REPLICAS,
} from "../options.ts";

/** What a store on NATS may be told. */
export interface NatsStoreOptions extends NatsConnectionOptions {
  /**
   * Names the cluster whose store it is: 1 to 64 of the characters A-Z, a-z,
   * 0-9, `_` and `-`. Engines that are given the same name share it.
   */
  readonly name: string;
  /**
   * On how many servers of a NATS cluster all is kept: 1, 3 or 5; 1 unless
   * given. What is kept on one is lost with its disk. A store that is kept on
   * fewer is refused.
   */
  readonly replicas?: 1 | 3 | 5;
  /**
   * The most bytes that a record may have; 768 KiB unless given. The server's
   * `max_payload` must be 64 KiB more.
   */
  readonly maxRecordBytes?: number;
}

/** What a store was told, checked. */
export interface NatsStoreSettings {
  readonly connection: ConnectionSettings;
  readonly name: string;
  readonly replicas: number;
  readonly maxRecordBytes: number;
}

const NAMES: OptionNames<NatsStoreOptions> = {
  ...CONNECTION_NAMES,
  name: true,
  replicas: true,
  maxRecordBytes: true,
};

type Numbers = Required<Pick<NatsStoreOptions, "maxRecordBytes" | "replicas">>;

const RULES: OptionRules<Numbers> = {
  maxRecordBytes: wholeNumberFrom(1, MAX_FRAME_BYTES),
  replicas: REPLICAS,
};

const DEFAULTS: Numbers = { maxRecordBytes: MAX_RECORD_BYTES, replicas: 1 };

/**
 * Checks the options of a store, and fills in what is left out.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option is none.
 */
export function readNatsStoreOptions(
  options: NatsStoreOptions,
): NatsStoreSettings {
  assertKnownOptions("natsStore()", NAMES, options);
  const { maxRecordBytes, replicas } = readOptions(RULES, options, DEFAULTS);
  const { name } = options;
  assertName("name", name);
  const connection = readConnection(options, name);
  return { connection, name, replicas, maxRecordBytes };
}
