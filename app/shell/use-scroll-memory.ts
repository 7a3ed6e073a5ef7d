'use client';
// Going back brings a list back to where it was. The browser does that for the window only, and pages scroll inside from 768 px.
import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';

const places = new Map<string, number>();
let wentBackAtMs = -Infinity;
if (typeof window !== 'undefined') {
  window.addEventListener('popstate', () => {
    wentBackAtMs = performance.now();
  });
}

/** How long after going back a page may take to have its content. */
const PATIENCE_MS = 1_500;

export function useScrollMemory(): RefObject<HTMLElement | null> {
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const key = window.location.pathname + window.location.search;
    const wanted = performance.now() - wentBackAtMs < PATIENCE_MS ? places.get(key) : undefined;
    const remember = () => places.set(key, element.scrollTop);
    element.addEventListener('scroll', remember, { passive: true });
    const stop = wanted === undefined ? null : scrollOnceTall(element, wanted);
    return () => {
      element.removeEventListener('scroll', remember);
      stop?.();
    };
  }, []);
  return scroller;
}

function scrollOnceTall(element: HTMLElement, top: number): () => void {
  const observer = new ResizeObserver(() => {
    if (element.scrollHeight - element.clientHeight < top) return;
    element.scrollTop = top;
    observer.disconnect();
  });
  for (const child of element.children) observer.observe(child);
  const timer = setTimeout(() => observer.disconnect(), PATIENCE_MS);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
