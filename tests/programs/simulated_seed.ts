/** Simulates, and prints which seeds ran, or why none did. */
import { simulate } from "@backstage/actors/testing";

const seeds = new Set<number>();
try {
  await simulate({ seeds: 3 }, ({ seed }) => void seeds.add(seed));
  console.log([...seeds].join());
} catch (error) {
  console.log((error as Error).message);
}
