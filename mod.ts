/**
 * Virtual actors for Deno: write a plain class, put `// @generate-proxy` above
 * it, run the generator, and talk to actors by name through a typed proxy.
 *
 * @module
 */
export type { Actor } from "./src/actor/actor.ts";
export type { Watch, WatchOptions } from "./src/actor/activation/watch.ts";
export { Context } from "./src/actor/context.ts";
export type {
  AbandonedEvent,
  ActivatedEvent,
  ActivationEnd,
  ActorEvent,
  DeactivatedEvent,
  DeactivationReason,
  DeadLetterEvent,
  DeadLetterReason,
  EngineEvent,
  EnvelopeEvent,
  EventBase,
  ExpectedEvent,
  FailedEvent,
  RefusedEvent,
  RestartingEvent,
  StopEvent,
  SubscriptionEvent,
} from "./src/actor/event.ts";
export type { Cron, CronTimes } from "./src/actor/port/cron.ts";
export type { ReminderOptions } from "./src/actor/durable/reminder/reminder_options.ts";
export type {
  Reminder,
  ReminderSchedule,
} from "./src/actor/durable/reminder/reminder_view.ts";
export type { State, StateOptions } from "./src/actor/durable/state/state.ts";
export type {
  ActorOptions,
  Overflow,
  PlacementKind,
  Reentrancy,
  TurnContext,
} from "./src/actor/options.ts";
export type { Directive, Supervision } from "./src/actor/supervision.ts";
export type { SleepOptions } from "./src/actor/timer/sleep.ts";
export type {
  Timer,
  TimerCallback,
  TimerOptions,
} from "./src/actor/timer/timer.ts";
export type { Turn } from "./src/actor/turn/current_turn.ts";
export {
  ClusterError,
  type ClusterErrorCode,
} from "./src/base/cluster_error.ts";
export type {
  ClusterNodeCounts,
  ClusterNodeSnapshot,
  ClusterSnapshot,
  LinkSnapshot,
  ShardSnapshot,
} from "./src/engine/cluster_snapshot.ts";
export type { Cluster } from "./src/engine/cluster_port.ts";
export { ChainTooLongError } from "./src/base/chain_error.ts";
export { IdempotencyConflictError } from "./src/base/idempotency_error.ts";
export {
  CallError,
  type CallErrorCode,
  type CallErrorOptions,
  type CallOutcome,
  CallTimeoutError,
  CodecError,
  type CodecErrorOptions,
  DeadlockError,
  InboxFullError,
} from "./src/base/errors.ts";
export {
  type RecordMember,
  RecordTooLargeError,
  type RecordTooLargeErrorOptions,
  UncommittedStateError,
} from "./src/base/durable_errors.ts";
export {
  StoredStateError,
  type StoredStateErrorCode,
  type StoredStateErrorOptions,
} from "./src/base/stored_state_error.ts";
export {
  ExpectedError,
  type ExpectedErrorOptions,
} from "./src/base/expected_error.ts";
export { NotActiveError } from "./src/base/not_active_error.ts";
export { type Codec, codec } from "./src/codec/codec.ts";
export type { Logger } from "./src/base/logger.ts";
export type {
  Runtime,
  RuntimeActor,
  RuntimeTimer,
} from "./src/base/runtime.ts";
export { Engine, type StopOptions } from "./src/engine/engine.ts";
export type { EngineEvents, EventListener } from "./src/engine/events.ts";
export type { Incident } from "./src/engine/incident_log.ts";
export type { InspectorOptions } from "./src/engine/inspector_port.ts";
export type { EngineOptions } from "./src/engine/options.ts";
export type {
  ActorSnapshot,
  ActorState,
  ActorTypeSnapshot,
  EngineSnapshot,
  StreamingSnapshot,
  StreamSnapshot,
} from "./src/engine/snapshot.ts";
export {
  stopOnSignals,
  type StopOnSignalsOptions,
} from "./src/engine/stop_on_signals.ts";
export type { ActorId } from "./src/envelope/actor_id.ts";
export type { CarryOptions, CarryStorage } from "./src/envelope/carry.ts";
export type { CallOptions } from "./src/envelope/call_options.ts";
export type {
  IncomingTurn,
  Interceptor,
  OutgoingCall,
} from "./src/envelope/interceptor.ts";
export type { MethodRef } from "./src/envelope/method_ref.ts";
export type { ActorProxy, ProxyClass } from "./src/proxy/actor_proxy.ts";
export type { Stream } from "./src/stream/stream.ts";
export { newSubscriber, type Subscriber } from "./src/stream/subscriber.ts";
export type {
  ActorWrite,
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RecordWrite,
  RowKind,
  RowName,
  RowQuery,
  RowWrite,
  Store,
  StoredRecord,
  StoredRow,
  StoreHost,
} from "./src/store/store.ts";
export {
  StoreError,
  type StoreErrorCode,
  type StoreErrorOptions,
} from "./src/store/store_error.ts";
