/** Drawn by the layout. */
export default function InboxTaskPage() {
  return null;
}
