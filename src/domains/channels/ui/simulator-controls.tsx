'use client'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { Switch } from '~/ui/switch'
import { trpc } from '~/wiring/client'
import { BEHAVIOURS, type Behaviour } from '../behaviours'
import type { SimulatorView } from '../simulator-schema'
import { useAct } from '~/wiring/use-act'

const BEHAVIOUR_NAMES: Record<Behaviour, string> = {
  normal: 'Tudo chega',
  variado: 'Quase tudo chega, como na vida real',
  atrasa: 'Chega horas depois',
  repete: 'Cada aviso vem duas vezes',
  embaralha: 'Avisos fora de ordem',
  some: 'Aceita e nunca avisa',
  falha: 'Aceita e depois falha',
  sem_whatsapp: 'Os números não têm WhatsApp',
  ocupado: 'Serviço ocupado, tente depois',
  chega_sem_resposta: 'Chega, mas o serviço não responde',
  nao_chega_sem_resposta: 'Não chega e o serviço não responde',
  restringe: 'WhatsApp proíbe conversas novas por um dia',
  bane: 'O número é banido',
}

/** How the simulated network handles messages, and whether phones answer. */
export function BehaviourCard({
  empresa,
  view,
  disabled,
}: {
  empresa: string
  view: SimulatorView
  disabled: boolean
}) {
  const { busy, act } = useAct()
  const set = (behaviour: Behaviour, answers: boolean) =>
    void act(
      () => trpc.phones.behave.mutate({ empresa, id: view.connectionId, behaviour, answers }),
      'Vale para as próximas mensagens.',
    )
  return (
    <Card title="O que a rede faz" hint="Vale para o que sair daqui em diante.">
      <div className="flex flex-col gap-2">
        <Field label="Com cada mensagem">
          {(control) => (
            <Select
              {...control}
              disabled={disabled || busy}
              options={BEHAVIOURS.map((value) => ({ value, label: BEHAVIOUR_NAMES[value] }))}
              value={view.behaviour}
              onChange={(event) => {
                const behaviour = BEHAVIOURS.find((value) => value === event.target.value)
                if (behaviour) set(behaviour, view.answers)
              }}
            />
          )}
        </Field>
        <Switch
          label="Alguns telefones respondem sozinhos"
          disabled={disabled || busy}
          checked={view.answers}
          onChange={(event) => set(view.behaviour, event.target.checked)}
        />
      </div>
    </Card>
  )
}
