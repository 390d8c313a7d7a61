// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  friendlyName,
  MAX_NAME_LENGTH,
  recallDisplayName,
  rememberDisplayName,
} from "../../src/remembered/display-name.ts";
import { DEFAULT_LAYOUT, recallLayout, rememberLayout } from "../../src/remembered/layout.ts";
import { forgetRoom, recallRecentRooms, rememberRoom } from "../../src/remembered/recent-rooms.ts";
import {
  forgetRoomKeys,
  recallLinkKey,
  recallOwnerKey,
  rememberLinkKey,
  rememberOwnerKey,
} from "../../src/remembered/room-keys.ts";
import { recallTheme, rememberTheme } from "../../src/remembered/theme.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

function room(id: string, visitedAt = 1) {
  return { id, name: `Room ${id}`, language: "go", visitedAt };
}

describe("what the browser remembers", () => {
  test("a name, and a friendly one for who has none", () => {
    expect(recallDisplayName()).toBeUndefined();
    rememberDisplayName("Ada");
    expect(recallDisplayName()).toBe("Ada");
    expect(friendlyName(() => 0.999).length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
  });

  test("owner keys by room", () => {
    rememberOwnerKey("r1", "ok_1");
    expect(recallOwnerKey("r1")).toBe("ok_1");
    expect(recallOwnerKey("r2")).toBeUndefined();
  });

  test("the last five rooms, the newest first, each once", () => {
    for (const id of ["1", "2", "3", "4", "5", "6", "2"]) rememberRoom(room(id));
    expect(recallRecentRooms().map(({ id }) => id)).toEqual(["2", "6", "5", "4", "3"]);
    forgetRoom("6");
    expect(recallRecentRooms()).toHaveLength(4);
  });

  test.each(["{", '"text"', '[null, {"id": 7}]'])(
    "values that are not ours are left: %s",
    (value) => {
      localStorage.setItem("coterie:recent-rooms", value);
      localStorage.setItem("coterie:display-name", value === '"text"' ? "7" : value);
      expect(recallRecentRooms()).toEqual([]);
      expect(recallDisplayName()).toBeUndefined();
    },
  );

  test("nothing, where storage is refused", () => {
    const refuse = (): never => {
      throw new DOMException("refused", "SecurityError");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
    rememberDisplayName("Ada");
    expect(recallDisplayName()).toBeUndefined();
  });
});

describe("how one likes it", () => {
  test("a theme; anything else is the system's", () => {
    expect(recallTheme()).toBe("system");
    rememberTheme("dark");
    expect(recallTheme()).toBe("dark");
    localStorage.setItem("coterie:theme", '"purple"');
    expect(recallTheme()).toBe("system");
  });

  test("a layout; what is missing or not ours is as it comes", () => {
    rememberLayout({ ...DEFAULT_LAYOUT, left: { open: false, size: 300, panel: "people" } });
    expect(recallLayout().left).toEqual({ open: false, size: 300, panel: "people" });
    localStorage.setItem("coterie:layout", '{"left": {"size": "wide"}, "right": 7}');
    expect(recallLayout()).toEqual(DEFAULT_LAYOUT);
  });

  test("all keys of a room go at once", () => {
    rememberOwnerKey("r1", "ok_1");
    rememberLinkKey("r1", "lk_1");
    rememberLinkKey("r2", "lk_2");
    forgetRoomKeys("r1");
    expect([recallOwnerKey("r1"), recallLinkKey("r1"), recallLinkKey("r2")]).toEqual([
      undefined,
      undefined,
      "lk_2",
    ]);
  });
});
