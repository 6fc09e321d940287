import { ButtonLink } from '~/ui/button'
import { Failure } from '~/ui/states'

/** Shown for a list whose address has invalid parameters: the reason, and a link back. */
export function BadAddressView({ problem, path }: { problem: string; path: string }) {
  return (
    <Failure
      page
      title="Este endereço não mostra uma lista"
      action={<ButtonLink href={path}>Abrir a lista do começo</ButtonLink>}
    >
      {problem}
    </Failure>
  )
}
