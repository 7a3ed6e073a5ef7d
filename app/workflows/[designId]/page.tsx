import { EditorPage } from '../editor/editor-page.tsx';

export default async function WorkflowPage({
  params,
}: {
  readonly params: Promise<{ readonly designId: string }>;
}) {
  const { designId } = await params;
  return <EditorPage designId={designId} />;
}
