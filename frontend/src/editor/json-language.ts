/** Colours for JSON: Monaco has them only inside its language service, 128 kB of worker. */

import type { Monaco } from "./load-monaco.ts";

export function registerJson({ languages }: Monaco): void {
  if (languages.getLanguages().some(({ id }) => id === "json")) return;
  languages.register({ id: "json", extensions: [".json"] });
  languages.setLanguageConfiguration("json", {
    brackets: [
      ["{", "}"],
      ["[", "]"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: '"', close: '"', notIn: ["string"] },
    ],
  });
  languages.setMonarchTokensProvider("json", {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, "type"],
        [/"(?:[^"\\]|\\.)*"/, "string"],
        [/"(?:[^"\\]|\\.)*$/, "string.invalid"],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, "number"],
        [/\b(?:true|false|null)\b/, "keyword"],
        [/[{}[\]]/, "@brackets"],
        [/[,:]/, "delimiter"],
      ],
    },
  });
}
