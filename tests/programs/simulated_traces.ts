/**
 * Prints the digests of the traces of the mix, for as many seeds as it is told
 * from the first on: the same lines in whatever process.
 */
import { traceMix } from "../support/mix/traces.ts";

const [first = 1, seeds = 10] = Deno.args.map(Number);
for (const line of await traceMix(first, seeds)) console.log(line);
