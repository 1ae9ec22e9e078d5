/** As much of a message as a contract without types says. */
interface Message {
  readonly payload: string;
  readonly isOneWay?: boolean;
  readonly isStreaming?: boolean;
}

/** The numbers that two halves of a hash begin with. */
const SEEDS = [0x811c9dc5, 0x9dc5811c];

/**
 * Returns the contract of an actor type whose definition was written by hand,
 * and says nothing of its types: the same for the same messages.
 */
export function describeContract(
  messages: { readonly [name: string]: Message },
): string {
  const said = Object.entries(messages).map(([name, message]) => {
    const { payload, isOneWay = false, isStreaming = false } = message;
    return JSON.stringify([name, payload, isOneWay, isStreaming]);
  });
  // The order of methods in a table says nothing.
  const text = said.sort().join();
  return SEEDS.map((seed) => hash(text, seed)).join("");
}

/** Hashes a text: eight hexadecimal digits. */
function hash(text: string, seed: number): string {
  let number = seed;
  for (let at = 0; at < text.length; at++) {
    number = Math.imul(number ^ text.charCodeAt(at), 0x01000193);
    number ^= number >>> 15;
  }
  number = Math.imul(number ^ number >>> 16, 0x85ebca6b);
  number = Math.imul(number ^ number >>> 13, 0xc2b2ae35);
  return ((number ^ number >>> 16) >>> 0).toString(16).padStart(8, "0");
}
