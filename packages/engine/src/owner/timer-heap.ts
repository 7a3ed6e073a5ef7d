// The timers of the near future, soonest first: a binary heap, from which entries are taken out lazily.

export interface HeapEntry {
  readonly atMs: number;
  dropped: boolean;
}

export class TimerHeap<T extends HeapEntry> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  push(item: T): void {
    const { items } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent];
      if (above === undefined || above.atMs <= item.atMs) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** The soonest entry that has not been dropped; `undefined` if there is none. */
  peek(): T | undefined {
    while (this.items[0]?.dropped === true) this.pop();
    return this.items[0];
  }

  pop(): T | undefined {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.sink(last);
    return first;
  }

  private sink(item: T): void {
    const { items } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [items[child], items[child + 1]];
      if (left === undefined) break;
      let least = left;
      if (right !== undefined && right.atMs < left.atMs) {
        child += 1;
        least = right;
      }
      if (item.atMs <= least.atMs) break;
      items[at] = least;
      at = child;
    }
    items[at] = item;
  }
}
