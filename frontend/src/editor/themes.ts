/** The editor in the site's two palettes: the values are those of styles/theme.css. */

import type { editor } from "monaco-editor/editor";

interface Palette {
  readonly base: "vs" | "vs-dark";
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly ink: string;
  readonly faint: string;
  readonly accent: string;
  readonly selection: string;
  readonly keyword: string;
  readonly string: string;
  readonly number: string;
  readonly type: string;
  readonly comment: string;
  readonly danger: string;
  readonly tag: string;
}

const LIGHT: Palette = {
  base: "vs",
  surface: "#ffffff",
  raised: "#f6f7f5",
  line: "#dfe3de",
  ink: "#17201d",
  faint: "#9aa5a0",
  accent: "#0b6e5f",
  selection: "#cfe6df",
  keyword: "#8a2f6b",
  string: "#0b6e5f",
  number: "#a14a0c",
  type: "#2a5bb0",
  comment: "#6b7772",
  danger: "#b02a20",
  tag: "#8a2f6b",
};

const DARK: Palette = {
  base: "vs-dark",
  surface: "#141919",
  raised: "#1b2121",
  line: "#2a3231",
  ink: "#e3e9e6",
  faint: "#5d6966",
  accent: "#4cc9a8",
  selection: "#21473d",
  keyword: "#e59acb",
  string: "#7fd6b8",
  number: "#f0b27a",
  type: "#8fb8f5",
  comment: "#84908c",
  danger: "#ff9187",
  tag: "#e59acb",
};

export const THEMES = {
  "coterie-light": theme(LIGHT),
  "coterie-dark": theme(DARK),
} as const;

function theme(palette: Palette): editor.IStandaloneThemeData {
  const { base, surface, raised, line, ink, faint, accent, selection } = palette;
  const rule = (token: string, color: string, fontStyle = ""): editor.ITokenThemeRule => ({
    token,
    foreground: color.slice(1),
    fontStyle,
  });
  return {
    base,
    inherit: true,
    rules: [
      rule("", ink),
      rule("comment", palette.comment, "italic"),
      rule("keyword", palette.keyword),
      rule("string", palette.string),
      rule("string.escape", palette.number),
      rule("number", palette.number),
      rule("type", palette.type),
      rule("tag", palette.tag),
      rule("attribute.name", palette.type),
      rule("attribute.value", palette.string),
      rule("delimiter", ink),
    ],
    colors: {
      "editor.background": surface,
      "editor.foreground": ink,
      "editorLineNumber.foreground": palette.comment,
      "editorLineNumber.activeForeground": ink,
      "editorCursor.foreground": accent,
      "editor.selectionBackground": selection,
      "editor.inactiveSelectionBackground": `${selection}99`,
      "editor.lineHighlightBackground": `${raised}`,
      "editor.lineHighlightBorder": "#00000000",
      "editorIndentGuide.background1": line,
      "editorIndentGuide.activeBackground1": faint,
      "editorBracketMatch.border": accent,
      "editorBracketMatch.background": "#00000000",
      "editorBracketHighlight.foreground1": palette.type,
      "editorBracketHighlight.foreground2": palette.keyword,
      "editorBracketHighlight.foreground3": palette.number,
      "editorBracketHighlight.unexpectedBracket.foreground": palette.danger,
      "editorWidget.background": raised,
      "editorWidget.border": line,
      "editorSuggestWidget.selectedBackground": selection,
      "scrollbarSlider.background": `${faint}40`,
      "scrollbarSlider.hoverBackground": `${faint}70`,
      "scrollbarSlider.activeBackground": `${faint}90`,
      "scrollbar.shadow": "#00000000",
      focusBorder: accent,
    },
  };
}
