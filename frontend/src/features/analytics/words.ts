/** Figures as people read them. */

const COUNT = new Intl.NumberFormat("en");

export function countWords(count: number): string {
  return COUNT.format(count);
}

/** The largest unit and the next one. */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
