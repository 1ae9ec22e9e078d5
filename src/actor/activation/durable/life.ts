import { formatActor } from "../../../envelope/actor_id.ts";
import type { StoredRecord } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import type { DeactivationReason } from "../../event.ts";
import {
  eraseAnswers,
  type ErasedOwner,
} from "../../durable/record/erase_answers.ts";
import type { Durability } from "../../durable/durability.ts";
import { actorLost } from "../../durable/turn/refusal.ts";
import type { Transaction } from "../../durable/turn/transaction.ts";
import { finish, type HookOwner, start } from "../hooks.ts";

/** The durable cell whose activation begins and ends. */
export interface DurableLifeOwner extends HookOwner {
  readonly durability: Durability | null;
}

/**
 * Learns by what right the node writes for the actor; returns `false` where the
 * actor belongs elsewhere, or that is not certain.
 */
export function openFence(
  { id, type: { name, host: { placement } } }: DurableLifeOwner,
  durability: Durability,
): boolean {
  if (placement === null) return true;
  const fence = placement.findFence(name, id);
  if (fence === null) return false;
  const { image } = durability;
  // Others may have written meanwhile.
  if (image.fence?.epoch !== fence.epoch) durability.commits.isLoaded = false;
  image.fence = fence;
  return true;
}

/**
 * Loads the actor's record, creates the actor and runs `init` as a transaction;
 * returns what to wait for, if anything.
 */
export function startDurable(
  owner: DurableLifeOwner,
  durability: Durability,
): PromiseLike<unknown> | undefined {
  const { actor, type: { host: { store } } } = owner;
  if (store === null) {
    throw new StoreError(
      `Cannot activate ${formatActor(actor)}: its class has states, and the ` +
        "engine has no store; give it one: `new Engine({ store })`",
      { code: "none" },
    );
  }
  // Built anew from what it knows, after a failure.
  if (durability.isLoaded) return startLoaded(owner, durability);
  return store.load(actor).then((stored: StoredRecord | null) => {
    if (durability.commits.isAbandoned) throw actorLost(actor);
    durability.load(stored);
    return startLoaded(owner, durability);
  });
}

function startLoaded(
  owner: DurableLifeOwner,
  durability: Durability,
): PromiseLike<unknown> | undefined {
  durability.close();
  const transaction = durability.begin();
  let starting: PromiseLike<unknown> | undefined;
  try {
    starting = start(owner);
  } catch (error) {
    durability.undo(transaction);
    throw error;
  } finally {
    transaction.isOnStack = false;
  }
  if (starting === undefined) {
    endStart(durability, transaction);
    return undefined;
  }
  transaction.asker = owner.resources!.hook;
  return starting.then(
    () => endStart(durability, transaction),
    (error) => {
      durability.undo(transaction);
      throw error;
    },
  );
}

function endStart(durability: Durability, transaction: Transaction): void {
  durability.end(transaction);
  durability.image.sends.begin();
  durability.noteStarted();
}

/**
 * Runs the actor's `deinit` as a transaction, and waits until all is stored;
 * returns what to wait for, if anything.
 */
export function finishDurable<Owner extends DurableLifeOwner>(
  owner: Owner,
  durability: Durability,
  reason: DeactivationReason,
  report: (owner: Owner, error: unknown) => void,
): Promise<void> | undefined {
  durability.undoAll();
  if (owner.instance === null) return waitQuiet(owner, durability);
  const transaction = durability.begin();
  const fail = (owner: Owner, error: unknown): void => {
    durability.undo(transaction);
    report(owner, error);
  };
  const finishing = finish(owner, reason, fail);
  transaction.isOnStack = false;
  const end = (): void =>
    endHook(durability, transaction, (error) => fail(owner, error));
  if (finishing === undefined) {
    end();
    return waitQuiet(owner, durability);
  }
  transaction.asker = owner.resources!.hook;
  return finishing.then(() => {
    end();
    return waitQuiet(owner, durability);
  });
}

function endHook(
  durability: Durability,
  transaction: Transaction,
  fail: (error: unknown) => void,
): void {
  // Its activation may end because nothing of it can be stored any more.
  if (!durability.isLoaded) return void durability.undo(transaction);
  try {
    durability.end(transaction);
  } catch (error) {
    fail(error);
  }
}

function waitQuiet(
  owner: ErasedOwner,
  durability: Durability,
): Promise<void> | undefined {
  const { image } = durability;
  image.sends.rest();
  if (!durability.isPending && !image.isGone) return undefined;
  const quiet = new Promise<void>((resolve) =>
    durability.commits.whenQuiet(resolve)
  );
  if (!image.isGone) return quiet;
  return quiet.then(() => {
    // Where the commit was lost, its record may be there still: so are they.
    return durability.isLoaded ? eraseAnswers(owner, image) : undefined;
  });
}
