// ELK in a worker of its own, unmodified. Its script listens for messages as soon as it runs without a document.
import 'elkjs/lib/elk-worker.min.js';
