/** Hands a text to the person as a file. */

export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // After the click has been taken up; at once would be too early in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
