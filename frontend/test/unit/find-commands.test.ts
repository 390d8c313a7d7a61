import { describe, expect, test } from "vitest";
import { findCommands } from "../../src/features/command-palette/find-commands.ts";
import { type Command, groupCommands } from "../../src/hooks/commands.ts";

function command(title: string, group = "The room", isRare = false): Command {
  return { id: title, title, group, isRare, run: () => undefined };
}

const COMMANDS = [
  command("Copy the link"),
  command("Room settings"),
  command("Keyboard shortcuts"),
  command("Show Chat", "View"),
  command("Show Call", "View"),
  command("Language: C", "Language", true),
  command("Language: C++", "Language", true),
  command("Language: JavaScript", "Language", true),
];

const titles = (question: string) => findCommands(COMMANDS, question).map(({ title }) => title);

describe("what was typed finds", () => {
  test("nothing typed, all but what is one of very many", () => {
    expect(titles("")).toEqual(COMMANDS.slice(0, 5).map(({ title }) => title));
    expect(titles("  ")).toHaveLength(5);
  });

  test.each([
    ["copy", "Copy the link"],
    ["cl", "Copy the link"],
    ["rs", "Room settings"],
    ["chat", "Show Chat"],
    ["short", "Keyboard shortcuts"],
    ["javasc", "Language: JavaScript"],
    ["lang c++", "Language: C++"],
  ])("%s: %s first", (question, title) => {
    expect(titles(question)[0]).toBe(title);
  });

  test("by the group's name too, after what says it itself", () => {
    expect(titles("view")).toEqual(["Show Chat", "Show Call"]);
    expect(titles("language c").slice(0, 2)).toEqual(["Language: C", "Language: C++"]);
  });

  test("only where all letters come, in their order", () => {
    expect(titles("tahc")).not.toContain("Show Chat");
    expect(titles("xyz")).toEqual([]);
  });
});

test("groups come in the order of their first", () => {
  const groups = groupCommands([command("1", "b"), command("2", "a"), command("3", "b")]);
  expect(groups.map(({ name, commands }) => [name, commands.length])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
});
