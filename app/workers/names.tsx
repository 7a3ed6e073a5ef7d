// Names of queues, activities or workflows, as many lines as they need.
import { Badge } from '../ui/status.tsx';

export function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span className="text-text-3">–</span>;
  return (
    <ul className="flex flex-wrap gap-1">
      {names.map((name) => (
        <li key={name} className="max-w-full">
          <Badge className="font-mono">{name}</Badge>
        </li>
      ))}
    </ul>
  );
}
