// Before the first paint, so that a chosen theme never flashes; remembered/theme.ts writes the value.
try {
  const theme = JSON.parse(localStorage.getItem("coterie:theme"));
  if (theme === "light" || theme === "dark") document.documentElement.style.colorScheme = theme;
} catch {
  // Storage is switched off: the system's theme it is.
}
