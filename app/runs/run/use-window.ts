'use client';
// Draws only the rows that can be seen: 51,200 events open like 50.
import { type UIEvent, useEffect, useRef, useState } from 'react';

const OVERSCAN = 12;

export function useWindow(count: number, rowHeight: number) {
  const box = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watch = new ResizeObserver(() =>
      setScroll({ top: element.scrollTop, height: element.clientHeight }),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(scroll.top / rowHeight) - OVERSCAN);
  const last = Math.min(count, Math.ceil((scroll.top + scroll.height) / rowHeight) + OVERSCAN);
  return {
    box,
    first,
    last,
    before: first * rowHeight,
    after: (count - last) * rowHeight,
    onScroll: (event: UIEvent<HTMLDivElement>) =>
      setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight }),
  };
}
