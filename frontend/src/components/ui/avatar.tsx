/** A person's initials in their colour. */

interface AvatarProps {
  readonly name: string;
  readonly color: number;
  readonly className?: string;
}

export function Avatar({ name, color, className = "size-7 text-xs" }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={`peer-fill peer-${color} inline-grid shrink-0 select-none place-items-center rounded-full font-semibold ${className}`}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(" ").filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
