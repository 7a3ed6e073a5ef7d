'use client';
// Opens the palette from anywhere. Its code comes with its first use.
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { createContext, use, useCallback, useMemo, useState } from 'react';

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false });

const PaletteContext = createContext<{ readonly openPalette: () => void }>({ openPalette: () => undefined });

export function usePalette() {
  return use(PaletteContext);
}

export function PaletteProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const openPalette = useCallback(() => {
    setWanted(true);
    setOpen(true);
  }, []);
  const value = useMemo(() => ({ openPalette }), [openPalette]);
  return (
    <PaletteContext value={value}>
      {children}
      {wanted && <Palette open={open} onOpenChange={setOpen} />}
    </PaletteContext>
  );
}
