/** Drawn by the layout. */
export default function InboxPage() {
  return null;
}
