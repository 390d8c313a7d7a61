/** What the preview on Home shows: a small file, and which two places of it get typed. */

export type TokenKind = "plain" | "keyword" | "number" | "type" | "comment";

export type Token = readonly [kind: TokenKind, text: string];

export interface PreviewLine {
  readonly tokens: readonly Token[];
  /** Who types this line, and as which of theirs; the others stand there from the start. */
  readonly typist?: 0 | 1;
}

export const TYPISTS = [
  { name: "Mara", color: 1 },
  { name: "Jonas", color: 4 },
] as const;

export const PREVIEW: readonly PreviewLine[] = [
  {
    tokens: [
      ["keyword", "from"],
      ["plain", " heapq "],
      ["keyword", "import"],
      ["plain", " heappush, heappop"],
    ],
  },
  { tokens: [] },
  {
    tokens: [
      ["keyword", "def"],
      ["type", " shortest"],
      ["plain", "(graph, start):"],
    ],
  },
  {
    tokens: [
      ["plain", "    best = {start: "],
      ["number", "0"],
      ["plain", "}"],
    ],
  },
  {
    tokens: [
      ["plain", "    queue = [("],
      ["number", "0"],
      ["plain", ", start)]"],
    ],
  },
  {
    tokens: [
      ["keyword", "    while"],
      ["plain", " queue:"],
    ],
  },
  { tokens: [["plain", "        cost, node = heappop(queue)"]] },
  {
    tokens: [
      ["keyword", "        for"],
      ["plain", " other, step "],
      ["keyword", "in"],
      ["plain", " graph[node]:"],
    ],
    typist: 0,
  },
  {
    tokens: [
      ["keyword", "            if"],
      ["plain", " cost + step < best.get(other, "],
      ["type", "INF"],
      ["plain", "):"],
    ],
    typist: 0,
  },
  { tokens: [["plain", "                best[other] = cost + step"]], typist: 0 },
  { tokens: [["plain", "                heappush(queue, (cost + step, other))"]], typist: 0 },
  {
    tokens: [
      ["keyword", "    return"],
      ["plain", " best"],
    ],
  },
  { tokens: [] },
  { tokens: [["comment", "# Does it stop on a ring?"]], typist: 1 },
  {
    tokens: [
      ["keyword", "def"],
      ["type", " test_ring"],
      ["plain", "():"],
    ],
    typist: 1,
  },
  {
    tokens: [
      ["keyword", "    assert"],
      ["plain", " shortest(ring("],
      ["number", "5"],
      ["plain", "), "],
      ["number", "0"],
      ["plain", ")["],
      ["number", "3"],
      ["plain", "] == "],
      ["number", "2"],
    ],
    typist: 1,
  },
];
