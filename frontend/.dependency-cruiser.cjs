// The layer rule of ARCHITECTURE: routes -> features -> components|hooks|editor -> rtc -> collab|api|remembered.
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: `^src/(${[from, ...allowed].join("|")})/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    only("routes-use-features-and-below", "routes", [
      "features",
      "components",
      "hooks",
      "editor",
      "collab",
      "api",
      "remembered",
    ]),
    {
      name: "features-stand-apart",
      comment: "A feature never imports another one; a route puts them together.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/(features|routes|app)/", pathNot: "^src/features/$1/" },
    },
    only("components-are-below-features", "components", ["hooks", "collab", "api", "remembered"]),
    only("hooks-are-below-features", "hooks", ["rtc", "collab", "api", "remembered"]),
    only("editor-is-below-features", "editor", ["components", "hooks", "collab"]),
    only("rtc-is-below-hooks", "rtc", ["collab"]),
    only("collab-stands-alone", "collab", []),
    only("api-stands-alone", "api", []),
    only("remembered-stands-alone", "remembered", []),
    {
      name: "no-react-below-hooks",
      severity: "error",
      from: { path: "^src/(rtc|collab|api|remembered)/" },
      to: { path: "node_modules/(react|react-dom|react-router)/" },
    },
    {
      name: "monaco-only-in-its-chunk",
      comment: "One static import elsewhere would drag a megabyte into every page.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/editor/monaco\\.chunk\\.ts$" },
      to: {
        path: "node_modules/monaco-editor/",
        dependencyTypesNot: ["type-only", "type-import", "dynamic-import"],
      },
    },
    {
      name: "monaco-chunk-only-lazily",
      severity: "error",
      from: {},
      to: {
        path: "^src/editor/monaco\\.chunk\\.ts$",
        dependencyTypesNot: ["type-only", "type-import", "dynamic-import"],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.app.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
