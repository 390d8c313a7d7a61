/** Messages taken apart: code, links that lead where they say, and what would hide in them. */

import { describe, expect, test } from "vitest";
import { MAX_CHAT_LENGTH } from "../../src/collab/chat-messages.ts";
import { type Block, parseChatText } from "../../src/collab/chat-text.ts";
import { chatParts } from "../../src/features/assistant/chat-parts.ts";
import { dayOf, groupMessages } from "../../src/features/chat/chat-groups.ts";

/** A block in short: kinds of pieces and what they show. */
function short(block: Block): string {
  if (block.type === "code") {
    const shown = block.pieces.map((piece) =>
      piece.type === "hidden" ? `[${piece.text}]` : piece.text,
    );
    return `code(${block.language}): ${shown.join("")}`;
  }
  const marks = { text: "", code: "`", link: "@", hidden: "!" } as const;
  return block.lines
    .map((line) => line.map(({ type, text }) => marks[type] + text + marks[type]).join("|"))
    .join("\n");
}

const read = (text: string): string[] => parseChatText(text).map(short);

describe("code", () => {
  test("between fences, with its language, and inline", () => {
    expect(read("see:\n```python\ndef f():\n\treturn `x`\n```\nand `y` or ```z```.")).toEqual([
      "see:",
      "code(python): def f():\n\treturn `x`",
      "and |`y`| or |`z`|.",
    ]);
  });

  test("nobody closed it; nothing is in it; Windows wrote it", () => {
    expect(read("```\n# not *read* https://a.example\n")).toEqual([
      "code(): # not *read* https://a.example\n",
    ]);
    expect(read("```\n```")).toEqual(["code(): "]);
    expect(read("a\r\n\r\n\r\n\r\nb\r\n```js\r\nx\r\n```")).toEqual(["a\n\nb", "code(js): x"]);
    expect(read("``` is no fence ` nor code")).toEqual(["``` is no fence ` nor code"]);
  });

  test("is copied without what cannot be seen", () => {
    const [block] = parseChatText("```\nif admin\u202e {\u2066// no\u2069\n```");
    expect(block && short(block)).toBe("code(): if admin[U+202E] {[U+2066]// no[U+2069]");
    expect(block).toMatchObject({ text: "if admin {// no" });
  });
});

describe("links", () => {
  test.each([
    ["https://a.example/x?y=1#z", "@https://a.example/x?y=1#z@"],
    [
      "see https://a.example, or (http://b.example/(c)).",
      "see |@https://a.example@|, or (|@http://b.example/(c)@|).",
    ],
    ["HTTPS://A.example!", "@HTTPS://A.example@|!"],
    ["<https://a.example>", "<|@https://a.example@|>"],
  ])("to the web: %s", (text, shown) => {
    expect(read(text)).toEqual([shown]);
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "vbscript:x",
    "//a.example",
    "[click](javascript:alert(1))",
    "https://",
    "https://bank.example@evil.example/",
    "http://user:word@evil.example/",
    "<img src=x onerror=alert(1)>",
  ])("to nowhere: %s", (text) => {
    expect(parseChatText(text).map(short)).toEqual([text]);
  });

  test("name the host that they lead to", () => {
    const [block] = parseChatText("https://аpple.example/");
    const piece = block?.type === "lines" ? block.lines[0]?.[0] : undefined;
    expect(piece).toMatchObject({ type: "link", host: "xn--pple-43d.example" });
  });

  test("end where something hides", () => {
    expect(read("https://a.example/\u202egpj.exe")).toEqual([
      "@https://a.example/@|!U+202E!|gpj.exe",
    ]);
  });
});

describe("what cannot be seen", () => {
  test("is shown by its name", () => {
    expect(read("a\u202eb\u200bc")).toEqual(["a|!U+202E!|b|!U+200B!|c"]);
    expect(read("x\u2066\u2067\u2068\u2069\u00ad")).toEqual([
      "x|!U+2066 U+2067 U+2068 and 2 more!",
    ]);
    expect(read("nul\u0000, \u{e0041}tag, \u3164")).toEqual([
      "nul|!U+0000!|, |!U+E0041!|tag, |!U+3164!",
    ]);
  });

  test("but not where it belongs: emoji, Persian, Hindi, tabs", () => {
    for (const text of ["👩‍💻 👨‍👩‍👧 🧑🏽‍🚀 ❤️‍🔥", "می‌خواهم", "क्‍ष", "a\tb"])
      expect(read(text)).toEqual([text]);
    // A joiner between other letters joins nothing.
    expect(read("pay\u200dpal")).toEqual(["pay|!U+200D!|pal"]);
  });

  test("stacks of marks end after three", () => {
    expect(read(`Z${"\u0301".repeat(40)}`)).toEqual([`Z${"\u0301".repeat(3)}`]);
  });
});

test("the longest and the oddest messages take no time", () => {
  const start = performance.now();
  for (const unit of [
    "`",
    "```\n",
    "(",
    "https://",
    "https://a.(",
    "\u202e",
    "\n",
    "[](",
    "a\u0301",
    "\\`",
  ]) {
    parseChatText(unit.repeat(MAX_CHAT_LENGTH / unit.length));
  }
  expect(performance.now() - start).toBeLessThan(500);
});

describe("in a row", () => {
  const message = (id: number, userId: string, minute: number) => ({
    id,
    userId,
    name: userId,
    text: "x",
    nonce: undefined,
    at: new Date(2026, 0, 1, 23, 50 + minute).getTime(),
  });

  test("under one name, until somebody else speaks, time passes or the day ends", () => {
    const groups = groupMessages([
      message(1, "ada", 0),
      message(2, "ada", 1),
      message(3, "bob", 1),
      message(4, "ada", 2),
      message(5, "ada", 8),
      message(6, "ada", 11),
    ]);
    expect(groups.map(({ messages }) => messages.map(({ id }) => id))).toEqual([
      [1, 2],
      [3],
      [4],
      [5],
      [6],
    ]);
    expect(groups.map(({ isNewDay }) => isNewDay)).toEqual([false, false, false, false, true]);
    expect(dayOf(Date.now())).toBe("Today");
  });
});

describe("a summary in the chat", () => {
  test("loses its marks and keeps its code", () => {
    expect(
      chatParts(
        "## Files\n\n- **main**\\_2 (`a_b`), [docs](https://d.example/)\n\n~~~py\n# x **y**\n~~~\n![pixel](http://e.example/p)",
      ),
    ).toEqual([
      "Files\n\n- main_2 (`a_b`), docs (https://d.example/)\n\n```\n# x **y**\n```\npixel (http://e.example/p)",
    ]);
  });

  test("comes in parts that fit", () => {
    const line = "x".repeat(1_500);
    const parts = chatParts([line, line, line, "y".repeat(9_000)].join("\n"));
    expect(parts.every((part) => part.length <= MAX_CHAT_LENGTH)).toBe(true);
    expect(parts.join("").replaceAll("\n", "")).toBe(line.repeat(3) + "y".repeat(9_000));
    expect(chatParts("\n \n")).toEqual([]);
  });
});
