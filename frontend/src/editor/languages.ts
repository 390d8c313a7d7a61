/**
 * The languages a room can be in. To add one, add a line here: nothing else needs to know it.
 * `load` brings its colouring, a few kilobytes when somebody first opens the language.
 */

import type { Monaco } from "./load-monaco.ts";

export interface Language {
  readonly id: string;
  readonly label: string;
  readonly extension: string;
  readonly load?: (monaco: Monaco) => Promise<unknown>;
}

export const DEFAULT_LANGUAGE = "python";

export const LANGUAGES: readonly Language[] = [
  {
    id: "python",
    label: "Python",
    extension: "py",
    load: () => import("monaco-editor/languages/definitions/python/register"),
  },
  {
    id: "javascript",
    label: "JavaScript",
    extension: "js",
    load: () => import("monaco-editor/languages/definitions/javascript/register"),
  },
  {
    id: "typescript",
    label: "TypeScript",
    extension: "ts",
    load: () => import("monaco-editor/languages/definitions/typescript/register"),
  },
  {
    id: "java",
    label: "Java",
    extension: "java",
    load: () => import("monaco-editor/languages/definitions/java/register"),
  },
  {
    id: "c",
    label: "C",
    extension: "c",
    load: () => import("monaco-editor/languages/definitions/cpp/register"),
  },
  {
    id: "cpp",
    label: "C++",
    extension: "cpp",
    load: () => import("monaco-editor/languages/definitions/cpp/register"),
  },
  {
    id: "csharp",
    label: "C#",
    extension: "cs",
    load: () => import("monaco-editor/languages/definitions/csharp/register"),
  },
  {
    id: "go",
    label: "Go",
    extension: "go",
    load: () => import("monaco-editor/languages/definitions/go/register"),
  },
  {
    id: "rust",
    label: "Rust",
    extension: "rs",
    load: () => import("monaco-editor/languages/definitions/rust/register"),
  },
  {
    id: "ruby",
    label: "Ruby",
    extension: "rb",
    load: () => import("monaco-editor/languages/definitions/ruby/register"),
  },
  {
    id: "php",
    label: "PHP",
    extension: "php",
    load: () => import("monaco-editor/languages/definitions/php/register"),
  },
  {
    id: "sql",
    label: "SQL",
    extension: "sql",
    load: () => import("monaco-editor/languages/definitions/sql/register"),
  },
  {
    id: "shell",
    label: "Shell",
    extension: "sh",
    load: () => import("monaco-editor/languages/definitions/shell/register"),
  },
  {
    id: "html",
    label: "HTML",
    extension: "html",
    load: () => import("monaco-editor/languages/definitions/html/register"),
  },
  {
    id: "css",
    label: "CSS",
    extension: "css",
    load: () => import("monaco-editor/languages/definitions/css/register"),
  },
  {
    id: "json",
    label: "JSON",
    extension: "json",
    load: async (monaco) => (await import("./json-language.ts")).registerJson(monaco),
  },
  {
    id: "yaml",
    label: "YAML",
    extension: "yaml",
    load: () => import("monaco-editor/languages/definitions/yaml/register"),
  },
  {
    id: "markdown",
    label: "Markdown",
    extension: "md",
    load: () => import("monaco-editor/languages/definitions/markdown/register"),
  },
  { id: "plaintext", label: "Plain text", extension: "txt" },
];

/** A language by id; one that this build does not know is shown as plain text under its id. */
export function findLanguage(id: string): Language {
  return LANGUAGES.find((language) => language.id === id) ?? { id, label: id, extension: "txt" };
}
