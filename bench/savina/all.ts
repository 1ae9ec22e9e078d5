import type { Engine } from "@backstage/actors";
import { playApsp } from "./apsp.ts";
import { playBanking } from "./banking.ts";
import { playBarber } from "./barber.ts";
import { playBig } from "./big.ts";
import { playBoundedBuffer } from "./bounded_buffer.ts";
import { playChameneos } from "./chameneos.ts";
import { playCounting } from "./counting.ts";
import { playCountingPaced } from "./counting_paced.ts";
import { playDictionary } from "./dictionary.ts";
import { playFib } from "./fib.ts";
import { playForkJoinCreate } from "./fork_join_create.ts";
import { playForkJoinCreateCall } from "./fork_join_create_call.ts";
import { playForkJoinThroughput } from "./fork_join_throughput.ts";
import { playLogisticMap } from "./logistic_map.ts";
import { playMatrixProduct } from "./matrix_product.ts";
import { playNQueens } from "./n_queens.ts";
import { playPhilosophers } from "./philosophers.ts";
import { playPingPong } from "./ping_pong.ts";
import { playPingPongCall } from "./ping_pong_call.ts";
import { playRadixSort } from "./radix_sort.ts";
import { playSieve } from "./sieve.ts";
import { playSmokers } from "./smokers.ts";
import { playSortedList } from "./sorted_list.ts";
import { playThreadRing } from "./thread_ring.ts";
import { playTrapezoid } from "./trapezoid.ts";
import { playUct } from "./uct.ts";

/** One program of the suite: it throws unless its result is right. */
export interface Program {
  readonly name: string;
  /** Runs it once; returns what there is to say beside its time. */
  play(engine: Engine): Promise<string | void>;
}

/** The programs, by their names. */
export const programs: readonly Program[] = [
  { name: "apsp", play: playApsp },
  { name: "banking", play: playBanking },
  { name: "barber", play: playBarber },
  { name: "big", play: playBig },
  { name: "bounded_buffer", play: playBoundedBuffer },
  { name: "chameneos", play: playChameneos },
  { name: "counting", play: playCounting },
  { name: "counting_paced", play: playCountingPaced },
  { name: "dictionary", play: playDictionary },
  { name: "fib", play: playFib },
  { name: "fork_join_create", play: playForkJoinCreate },
  { name: "fork_join_create_call", play: playForkJoinCreateCall },
  { name: "fork_join_throughput", play: playForkJoinThroughput },
  { name: "logistic_map", play: playLogisticMap },
  { name: "matrix_product", play: playMatrixProduct },
  { name: "n_queens", play: playNQueens },
  { name: "philosophers", play: playPhilosophers },
  { name: "ping_pong", play: playPingPong },
  { name: "ping_pong_call", play: playPingPongCall },
  { name: "radix_sort", play: playRadixSort },
  { name: "sieve", play: playSieve },
  { name: "smokers", play: playSmokers },
  { name: "sorted_list", play: playSortedList },
  { name: "thread_ring", play: playThreadRing },
  { name: "trapezoid", play: playTrapezoid },
  { name: "uct", play: playUct },
];
