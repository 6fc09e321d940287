import { ButtonLink } from '~/ui/button'
import { Failure } from '~/ui/states'

/** A list whose address says something impossible: what, and the way back. */
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
