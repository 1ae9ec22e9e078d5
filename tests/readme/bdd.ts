/** What `@std/testing/bdd` has, by Deno's own means. */
export { afterEach, beforeEach, describe, it } from "node:test";
