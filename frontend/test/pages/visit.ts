/** A browser of one person, with the pages they open; closed and stopped after each test. */

import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Product, ROOM_ID } from "./product.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export let product: Product;
export let profile: BrowserContext;
let browser: Browser;

/** Call once in a test file. */
export function setUpVisits(options: Parameters<Browser["newContext"]>[0] = {}): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    product = await Product.start();
    profile = await newProfile(options);
  });
  afterEach(async () => {
    await profile.close();
    await product.stop();
  });
}

export async function newProfile(
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  context.setDefaultTimeout(15_000);
  await context.addInitScript(() => {
    Object.assign(globalThis, { __coterieTest: {} });
  });
  return context;
}

/** As somebody who was here before: with a name, and with the owner's key where they own it. */
export async function knowMe(context = profile): Promise<void> {
  await context.addInitScript((room) => {
    localStorage.setItem("coterie:display-name", '"Ada Lovelace"');
    localStorage.setItem(`coterie:room:${room}:owner-key`, '"ok_1"');
  }, ROOM_ID);
}

export async function visit(path = `/room/${ROOM_ID}`, context = profile): Promise<Page> {
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}

export async function enter(context = profile): Promise<Page> {
  await knowMe(context);
  const page = await visit(`/room/${ROOM_ID}`, context);
  await editorReady(page);
  return page;
}

export async function editorReady(page: Page): Promise<void> {
  await page.waitForFunction("window.__coterieTest.model !== undefined");
}

export async function type(page: Page, text: string): Promise<void> {
  await page.evaluate("window.__coterieTest.editor.focus()");
  await page.keyboard.type(text);
}

export function textOf(page: Page): Promise<string> {
  return page.evaluate("window.__coterieTest.model?.getValue()");
}

export async function badge(page: Page, state: string): Promise<void> {
  await page.locator(`[data-testid=connection-badge][data-state=${state}]`).waitFor();
}

export async function eventually(
  read: () => Promise<unknown> | unknown,
  value: unknown,
): Promise<void> {
  await expect.poll(read, { timeout: 15_000, interval: 50 }).toEqual(value);
}

/** The file as the server has it. */
export function stored(): string {
  return product.realtime.doc.getText("file:main").toString();
}
