export interface LiveFeed {
  readonly x?: undefined;
}
