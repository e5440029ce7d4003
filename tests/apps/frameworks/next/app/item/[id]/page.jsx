import { Item } from './item.jsx';

export default async function Page({ params }) {
  const { id } = await params;
  return <Item id={id} />;
}
