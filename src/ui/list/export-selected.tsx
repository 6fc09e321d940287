'use client'
import { Download } from 'lucide-react'
import { Button } from '~/ui/button'
import { Menu, MenuItem, MenuLabel } from '~/ui/menu'
import { useSelection } from './list-context'
import { IDS, listHref } from './query'
import type { Export, SearchParams } from './types'

/** A bulk action: the selected rows as a file, with the list's columns and order; all of them by its own filter. */
export function ExportSelected({ exports, params }: { exports: readonly Export[]; params: SearchParams }) {
  const { ids, all } = useSelection()
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<Download size={15} aria-hidden />}>
          Exportar
        </Button>
      }
    >
      <MenuLabel>Só as linhas selecionadas</MenuLabel>
      {exports.map((item) => (
        <MenuItem
          key={item.href}
          href={listHref(item.href, params, all ? {} : { [IDS]: ids.join(',') })}
          external
        >
          {item.label}
        </MenuItem>
      ))}
    </Menu>
  )
}
