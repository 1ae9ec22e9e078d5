import { assertEquals } from "@std/assert";
import { tellAnswers } from "./answers.ts";
import { Bank } from "./bank.ts";
import { isSettled, tellBooks } from "./books.ts";

/** A bank in which some has been done. */
function busyBank(): Bank {
  const bank = new Bank("a", "b");
  bank.deposit("a", 100);
  bank.deposit("b", 50);
  bank.transfer("a", 30, "b");
  bank.transfer("b", 20, "a");
  return bank;
}

function tell({ books, calls }: Bank): string[] {
  return [...tellBooks(books, calls), ...tellAnswers(books, calls)];
}

Deno.test("tellBooks() and tellAnswers() find nothing in a good bank", () => {
  assertEquals(tell(busyBank()), []);
});

Deno.test("tellBooks() takes what is unknown either way", () => {
  const bank = busyBank();
  const done = bank.deposit("a", 5);
  bank.calls.pop();
  bank.calls.push({ ...done, outcome: "unknown" });
  bank.add({ kind: "deposit", number: 99, outcome: "unknown", parts: [7] });
  assertEquals(tell(bank), []);
});

Deno.test("tellBooks() finds an answered deposit that is lost", () => {
  const bank = busyBank();
  bank.add({ kind: "deposit", number: 99, parts: [7], value: 4 });
  assertEquals(tell(bank), [
    "lost: deposit 99 of 0/a at a was answered",
    "a: deposit 99 of 0/a was turn 4, and it has 3 in the end",
  ]);
});

Deno.test("tellBooks() finds what is there, and was not to be run", () => {
  const bank = busyBank();
  const call = bank.deposit("a", 5);
  bank.calls.pop();
  assertEquals(tell(bank), [
    "forged: deposit 5 of 0/a at a was not asked for",
    "a has 95 cents, not 90",
    "all have 155 cents, not 150",
  ]);
  bank.calls.push({ ...call, outcome: "not-run" });
  assertEquals(tell(bank), [
    "forged: deposit 5 of 0/a at a was not run",
  ]);
});

Deno.test("tellBooks() finds money that is lost on its way", () => {
  const bank = busyBank();
  const { receivedFrom } = bank.book("b");
  receivedFrom["a"] = { count: 0, cents: 0 };
  bank.book("b").cents -= 30;
  assertEquals(isSettled(bank.books), false);
  assertEquals(tell(bank), [
    "a has sent 1 times b, 30 cents, which has received 0, 0 cents",
    "all have 120 cents, not 150",
  ]);
});

Deno.test("tellBooks() finds cents that no operation explains", () => {
  const bank = busyBank();
  bank.book("a").cents++;
  bank.book("b").faults.push("0/b has deposited 2 twice");
  assertEquals(tell(bank), [
    "b: 0/b has deposited 2 twice",
    "a has 91 cents, not 90",
    "all have 151 cents, not 150",
  ]);
});

Deno.test("tellAnswers() finds two commits of one turn", () => {
  const bank = busyBank();
  const call = bank.deposit("a", 5);
  const one = { ...call, number: 77 };
  bank.book("a").deposited["0/a"]!.push(77, 77);
  bank.book("a").cents += 5;
  bank.calls.push(one);
  assertEquals(tell(bank), [
    "a: turn 4 was committed as deposit 5 of 0/a and deposit 77 of 0/a",
  ]);
});

Deno.test("tellAnswers() finds another answer under the same key", () => {
  const bank = busyBank();
  const call = bank.deposit("a", 5);
  bank.calls.push({ ...call, at: call.at + 5, value: 1, isKeyed: true });
  assertEquals(tellAnswers(bank.books, bank.calls), [
    "deposit 5 of 0/a was answered with 4 and 1",
    "a: turn 1 was committed as deposit 1 of 0/a and deposit 5 of 0/a",
  ]);
});

Deno.test("tellAnswers() finds an answer of the past", () => {
  const bank = busyBank();
  const { at } = bank.deposit("a", 5);
  bank.book("a").turns += 2;
  const late = { kind: "deposit", value: 6, parts: [1] } as const;
  bank.add({ ...late, number: 6, at: at + 10 });
  bank.add({ ...late, number: 7, at: at + 20, value: 5 });
  assertEquals(tellAnswers(bank.books, bank.calls), [
    "a: deposit 7 of 0/a was turn 5, asked for when deposit 6 of 0/a had " +
    "been turn 6",
  ]);
});

Deno.test("tellAnswers() knows that a repeated call is of its first", () => {
  const bank = busyBank();
  const { at } = bank.deposit("a", 5);
  bank.book("a").turns += 2;
  const keyed = { kind: "deposit", isKeyed: true, parts: [1] } as const;
  bank.add({ ...keyed, number: 6, at: at + 10, outcome: "unknown" });
  bank.add({ ...keyed, number: 7, at: at + 20, value: 6, lane: "1/a" });
  bank.add({ ...keyed, number: 6, at: at + 30, value: 5 });
  assertEquals(tellAnswers(bank.books, bank.calls), []);
});
