import {
  type Disorder,
  findDisorder,
  type Model,
  type Timed,
} from "./linear.ts";

/** A value of a register; `null` before the first write. */
export type RegisterValue = number | string | null;

/** What one client asked of a register, and learned of it. */
export interface RegisterOperation extends Timed {
  /** Which register. */
  readonly key: string;
  readonly kind: "read" | "write";
  /** What was read or is written; no value is written twice to one register. */
  readonly value: RegisterValue;
  /** Who asked, for who reads of it. */
  readonly client: string;
}

const REGISTER: Model<RegisterValue, RegisterOperation> = {
  initial: null,
  apply(state, { kind, value }) {
    if (kind === "write") return value;
    return state === value ? state : undefined;
  },
  nameState: (state) => JSON.stringify(state),
};

/**
 * Says which registers are not linearizable, and where, a line each; nothing
 * where all are. A write of which it is unknown what came of it is given with
 * `answeredAt: Infinity`; what did certainly not run is left out, and so are
 * reads without an answer.
 */
export function tellRegisters(
  operations: Iterable<RegisterOperation>,
): string[] {
  const byKey = Map.groupBy(operations, ({ key }) => key);
  return [...byKey].flatMap(([key, own]) => {
    const disorder = findDisorder(REGISTER, settleWrites(own));
    return disorder === null ? [] : tell(key, disorder);
  });
}

/**
 * Makes operations without an end ones with an end, which is the same to who
 * looks for an order: a write that was read took effect before the first such
 * read was answered, and one that was not read may as well never have been.
 */
function settleWrites(
  operations: readonly RegisterOperation[],
): RegisterOperation[] {
  const readAt = new Map<RegisterValue, number>();
  for (const { answeredAt, kind, value } of operations) {
    if (kind === "write") continue;
    readAt.set(value, Math.min(readAt.get(value) ?? Infinity, answeredAt));
  }
  return operations.flatMap((operation) => {
    if (operation.answeredAt < Infinity) return operation;
    const answeredAt = readAt.get(operation.value);
    if (operation.kind === "read" || answeredAt === undefined) return [];
    // What was read before it was asked for has no place, as it must not.
    return {
      ...operation,
      answeredAt: Math.max(answeredAt, operation.askedAt),
    };
  });
}

function tell(
  key: string,
  { longest, state, stuck }: Disorder<RegisterValue, RegisterOperation>,
): string {
  const last = longest.at(-1);
  const behind = last === undefined ? "at first" : `behind ${nameOf(last)}`;
  return `register ${key}: with ${state} ${behind}, none fits of ` +
    stuck.map(nameOf).join(", ");
}

function nameOf(operation: RegisterOperation): string {
  const { answeredAt, askedAt, client, kind, value } = operation;
  return `${kind} of ${value} by ${client} (${askedAt} to ${answeredAt})`;
}
