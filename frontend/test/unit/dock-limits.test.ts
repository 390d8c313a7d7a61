import { describe, expect, test } from "vitest";
import { dockSizes } from "../../src/components/workbench/dock-limits.ts";
import { DEFAULT_LAYOUT, type DockLayout, type Layout } from "../../src/remembered/layout.ts";

function layout(left: Partial<DockLayout>, right: Partial<DockLayout>): Layout {
  return {
    left: { ...DEFAULT_LAYOUT.left, open: true, ...left },
    right: { ...DEFAULT_LAYOUT.right, open: true, ...right },
    bottom: DEFAULT_LAYOUT.bottom,
  };
}

describe("docks", () => {
  test("have the size that was wished for where there is room", () => {
    const { left, right } = dockSizes(layout({ size: 300 }, { size: 400 }), 1440, 900);
    expect([left.size, right.size]).toEqual([300, 400]);
    expect(left).toMatchObject({ min: 180, max: 480 });
  });

  test.each([1024, 1280, 1920])("leave room for the code at %i", (width) => {
    const { left, right } = dockSizes(layout({ size: 9_999 }, { size: 9_999 }), width, 900);
    expect(width - left.size - right.size).toBeGreaterThanOrEqual(360);
    expect(left.size).toBeLessThanOrEqual(left.max);
    expect(right.size).toBeLessThanOrEqual(right.max);
  });

  test("may be larger where the other side is folded away", () => {
    const alone = dockSizes(layout({ open: false }, { size: 640 }), 1024, 900);
    const beside = dockSizes(layout({ size: 240 }, { size: 640 }), 1024, 900);
    expect(alone.right.size).toBe(640);
    expect(beside.right.size).toBe(1024 - 360 - 240);
  });

  test("are never smaller than can be read, however small the window", () => {
    const { left, right, bottom } = dockSizes(layout({ size: 1 }, { size: 1 }), 300, 200);
    expect([left.size, right.size, bottom.size]).toEqual([180, 260, 100]);
  });
});
