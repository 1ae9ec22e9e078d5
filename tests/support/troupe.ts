import type { ActorProxy, ProxyClass } from "@backstage/actors";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { ChainSafeProxy } from "../cast/generated/chain_safe_proxy.gen.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { IdleSafeProxy } from "../cast/generated/idle_safe_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { ResumedSafeProxy } from "../cast/generated/resumed_safe_proxy.gen.ts";
import { SafeProxy } from "../cast/generated/safe_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";

/** The types that each node of a test's cluster hosts. */
export const TROUPE: readonly ProxyClass<ActorProxy>[] = [
  ChainPuppetProxy,
  ChainSafeProxy,
  ChimerProxy,
  CounterProxy,
  FullPuppetProxy,
  IdleSafeProxy,
  PuppetProxy,
  RecorderProxy,
  ResumedSafeProxy,
  SafeProxy,
  TinyProxy,
];
