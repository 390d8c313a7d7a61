import { expect, test } from "vitest";
import { roomIdOf, roomPathOf } from "../../src/features/lobby/room-link.ts";

const ID = "0b9c7a52-3f5e-4a8e-9d0e-1f2a3b4c5d6e";

test.each([
  ID,
  ` ${ID} `,
  ID.toUpperCase(),
  `http://127.0.0.1:8000/room/${ID}`,
  `https://code.example/room/${ID}?k=key#L3`,
  `/room/${ID}/`,
])("%s is a way into the room", (link) => {
  expect(roomIdOf(link)).toBe(ID);
});

test.each(["", "hello", "https://example.org/", "/room/", "javascript:alert(1)", "../admin/x"])(
  "%j leads to no room",
  (link) => {
    expect(roomIdOf(link)).toBeUndefined();
  },
);

test("a link's key comes along", () => {
  expect(roomPathOf("https://host.test/room/abcdefgh?k=lk_1#x")).toBe("/room/abcdefgh?k=lk_1");
  expect(roomPathOf("abcdefgh")).toBe("/room/abcdefgh");
  expect(roomPathOf("what?k=1")).toBeUndefined();
});
