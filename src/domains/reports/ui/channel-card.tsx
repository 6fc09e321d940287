import Link from 'next/link'
import { Card } from '~/ui/card'
import { formatMoney } from '~/kernel/money-text'
import { percent } from '~/ui/money'
import { Table, Td, Th } from '~/ui/table'
import type { ShopFigures } from '../schema'

type Channels = ShopFigures['recovery']['channels']

const NAMES: Record<keyof Channels, string> = {
  whatsapp: 'WhatsApp',
  email: 'E-mail',
  nenhum: 'Sem contato',
}

/** How many came back so far by how the shopper was contacted, by count and by value (cart-4); each line links to its carts. */
export function ChannelCard({
  channels,
  currency,
  hrefOf,
}: {
  channels: Channels
  currency: string
  hrefOf: (list: string, query: Record<string, string>) => string
}) {
  return (
    <Card
      title="Recuperação por contato"
      hint="Dos carrinhos que entraram no período, quantos voltaram até agora"
      flush
    >
      <Table caption="Recuperação por contato">
        <thead>
          <tr>
            <Th>Contato</Th>
            <Th end>Voltaram</Th>
            <Th end>Taxa</Th>
            <Th end>Do valor</Th>
          </tr>
        </thead>
        <tbody>
          {(['whatsapp', 'email', 'nenhum'] as const).map((channel) => {
            const { recovered, entered, rateCount, rateValue } = channels[channel]
            return (
              <tr key={channel}>
                <Td>
                  <Link
                    href={hrefOf('carrinhos', { sent: channel, status: 'recuperado' })}
                    className="underline decoration-line underline-offset-4 hover:decoration-ink"
                  >
                    {NAMES[channel]}
                  </Link>
                </Td>
                <Td end>
                  <span
                    title={`${formatMoney(recovered.centavos, currency)} de ${formatMoney(entered.centavos, currency)}`}
                  >
                    {recovered.count.toLocaleString('pt-BR')} de {entered.count.toLocaleString('pt-BR')}
                  </span>
                </Td>
                <Td end>{percent(rateCount)}</Td>
                <Td end>{percent(rateValue)}</Td>
              </tr>
            )
          })}
        </tbody>
      </Table>
      <p className="px-4 py-2.5 text-xs text-faint">
        Um carrinho com os dois contatos aparece nos dois. A taxa não prova a causa: quem compra sem contato
        também está aqui.
      </p>
    </Card>
  )
}
