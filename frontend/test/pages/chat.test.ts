/** The chat as one sees it: what others write is shown and never run, and what one writes is kept. */

import type { Page } from "playwright";
import { expect, test } from "vitest";
import {
  editorReady,
  enter,
  eventually,
  knowMe,
  newProfile,
  product,
  profile,
  setUpVisits,
  visit,
} from "./visit.ts";

const EVE = {
  id: "p9",
  name: `Eve\u202e <img src=x onerror=alert(1)> ${"x".repeat(60)}`,
  role: "editor",
};
const HOSTILE = [
  "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
  "[click](javascript:document.title='owned') javascript:alert(1) https://bank.example@evil.example/",
  "\u202efdp.exe and \u2066hidden\u2069, W".padEnd(900, "W"),
  "```ts\nconst a\u202e = `1`; </code></pre><script>alert(1)</script>\n\tdone();\n```",
  'real: https://docs.example/a_(b)?x="y"',
].join("\n");

setUpVisits();

const input = (page: Page) => page.getByTestId("chat-input");
const messages = (page: Page) => page.getByTestId("chat-message");
const unread = async (page: Page) =>
  Number(await page.getByTestId("chat-unread").getAttribute("data-unread"));

async function openChat(page: Page): Promise<void> {
  await page.getByTestId("chat-button").click();
  await page.getByTestId("chat").waitFor();
}

test("hostile text is text: nothing runs, leads astray, hides or is wider than its place", async () => {
  const asked: string[] = [];
  profile.on("request", (request) => {
    if (!request.url().startsWith(product.url)) asked.push(request.url());
  });
  const page = await enter();
  await openChat(page);
  product.realtime.say(HOSTILE, EVE);
  await messages(page).waitFor();
  const log = page.getByTestId("chat-log");
  expect(await log.locator("img, script, iframe, b").count()).toBe(0);
  expect(await page.title()).not.toBe("owned");
  const links = await log
    .locator("a")
    .evaluateAll((all) =>
      all.map((a) => [a.getAttribute("href"), a.getAttribute("target"), a.getAttribute("rel")]),
    );
  expect(links).toEqual([
    ["https://docs.example/a_(b)?x=", "_blank", "noopener noreferrer nofollow"],
  ]);
  const html = await log.evaluate((element) => element.innerHTML);
  expect(html).toContain("U+202E");
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  const group = log.getByTestId("chat-group");
  expect(await group.textContent()).toContain("Eve <img src=x onerror");
  expect(await log.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  expect(asked.filter((url) => !/^(data|blob|wss?):/.test(url))).toEqual([]);
  // Code is copied as it is read.
  await page.getByTestId("copy-code").click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate("navigator.clipboard.readText()");
  expect(copied).toBe("const a = `1`; </code></pre><script>alert(1)</script>\n\tdone();");
  const code = page.getByTestId("chat-code").locator("code");
  expect(await code.evaluate((one) => getComputedStyle(one).fontFamily)).toContain("Mono");
});

test("one writes; what is not said says why, and a draft outlives the page", async () => {
  const page = await enter();
  await page.keyboard.press("Alt+m");
  await input(page).waitFor();
  await eventually(() => page.evaluate("document.activeElement?.dataset.testid"), "chat-input");
  const height = async () => (await input(page).boundingBox())?.height ?? 0;
  const low = await height();
  await page.keyboard.type("first");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second");
  expect(await height()).toBeGreaterThan(low);
  await page.reload();
  await editorReady(page);
  expect(await input(page).inputValue()).toBe("first\nsecond");
  await input(page).focus();
  product.realtime.chatOutcomes.push("silence");
  await page.keyboard.press("Enter");
  expect(await input(page).inputValue()).toBe("");
  expect(await height()).toBe(low);
  const unsent = page.getByTestId("chat-unsent");
  await unsent.getByText("Sending").waitFor();
  product.goAway();
  await unsent.getByText("You are offline").waitFor();
  product.comeBack();
  await messages(page).getByText("second").waitFor();
  expect(await unsent.count()).toBe(0);
  product.realtime.chatOutcomes.push("too-long");
  await page.keyboard.type("  ");
  await page.keyboard.press("Enter");
  await page.keyboard.type("too long");
  await page.keyboard.press("Enter");
  await unsent.getByText("Not sent: it is too long.").waitFor();
  await unsent.getByRole("button", { name: "Send again" }).click();
  await messages(page).getByText("too long").waitFor();
  const said = product.realtime.chat.map(({ text }) => text);
  expect(said).toEqual(["first\nsecond", "  too long"]);
});

test("what is new is counted, announced and marked, and drags nobody away", async () => {
  for (let line = 0; line < 60; line += 1) product.realtime.say(`line ${line}\n\nand more of it`);
  const page = await enter();
  await eventually(() => unread(page), 60);
  product.realtime.say("hello\n\u202ethere");
  await eventually(() => unread(page), 61);
  const notice = page.getByTestId("chat-notice");
  await eventually(() => notice.textContent(), "Grace Hopper writes: hello there");
  await openChat(page);
  await eventually(() => unread(page), 0);
  const log = page.getByTestId("chat-log");
  const left = () => log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
  await eventually(async () => (await left()) < 2, true);
  expect(await page.getByTestId("chat-new").count()).toBe(1);
  // What one writes takes room, and hides nothing of what is being read.
  await input(page).fill("a\nb\nc\nd\ne");
  await eventually(async () => (await left()) < 2, true);
  await log.focus();
  await page.keyboard.press("Home");
  await eventually(() => log.evaluate((one) => one.scrollTop), 0);
  product.realtime.say("the newest");
  await page.getByTestId("chat-newest").getByText("1 new").waitFor();
  expect(await log.evaluate((one) => one.scrollTop)).toBe(0);
  await page.getByTestId("chat-newest").click();
  await eventually(() => unread(page), 0);
  await eventually(async () => (await left()) < 2, true);
  await page.reload();
  await editorReady(page);
  await messages(page).first().waitFor();
  expect(await unread(page)).toBe(0);
  expect(await page.getByTestId("chat-new").count()).toBe(0);
});

test("a viewer on a phone reads, is told why not more, and writes once that has changed", async () => {
  const phone = await newProfile({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await knowMe(phone);
  product.role = "viewer";
  product.realtime.say("W".repeat(300), EVE);
  const page = await visit(undefined, phone);
  await editorReady(page);
  await openChat(page);
  product.realtime.tell({ event: "chat", viewers: false });
  const reason = page.getByTestId("chat-read-only");
  await reason.getByText("lets viewers read here, not write").waitFor();
  expect(await input(page).count()).toBe(0);
  await messages(page).waitFor();
  product.realtime.tell({ event: "chat", viewers: true });
  await input(page).fill("thank you");
  const box = await input(page).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(844);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await page.getByTestId("chat-send").click();
  await messages(page).getByText("thank you").waitFor();
  await phone.close();
});
