import { expect, test } from "vitest";
import { Toasts } from "../../src/hooks/toasts.ts";

const texts = (toasts: Toasts) => toasts.getSnapshot().map(({ text }) => text);

test("the newest three are shown, each sentence once", () => {
  const toasts = new Toasts();
  for (const text of ["one", "two", "one", "three"]) toasts.say(text);
  expect(texts(toasts)).toEqual(["two", "one", "three"]);
  toasts.say("four");
  expect(texts(toasts)).toEqual(["one", "three", "four"]);
});

test("one that is dismissed goes, and no other", () => {
  const toasts = new Toasts();
  toasts.say("one");
  toasts.say("two");
  toasts.dismiss(toasts.getSnapshot()[0]?.id ?? 0);
  toasts.dismiss(999);
  expect(texts(toasts)).toEqual(["two"]);
});

test("the region that was opened last shows them, until it closes", () => {
  const toasts = new Toasts();
  let told = 0;
  toasts.subscribe(() => {
    told += 1;
  });
  const [page, dialog] = [Symbol("page"), Symbol("dialog")];
  const close = [toasts.addRegion(page), toasts.addRegion(dialog)];
  expect(toasts.getRegion()).toBe(dialog);
  close[1]?.();
  expect(toasts.getRegion()).toBe(page);
  close[0]?.();
  expect(toasts.getRegion()).toBeUndefined();
  expect(told).toBe(4);
});
