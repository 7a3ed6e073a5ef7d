// What the home page says.

export const words = {
  title: 'Home',
  needsYou: 'Needs you',
  needsYouNone: 'Nothing waits for you.',
  broken: 'Broken',
  brokenHint: 'Failed or timed out in the last 7 days',
  brokenNone: 'Nothing failed in the last 7 days.',
  running: 'Running now',
  runningNone: 'Nothing runs at the moment.',
  recent: 'Finished lately',
  recentNone: 'Nothing has finished yet.',
  seeAll: 'See all',
  welcome: 'Welcome to Baton',
  welcomeText:
    'Draw a workflow, run it, decide what needs a person, and watch it finish. A template with sample data is the quickest start.',
  fromTemplate: 'Start from a template',
  fromScratch: 'Draw your own',
} as const;
