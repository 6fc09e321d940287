import { AppError } from '~/kernel/errors'
import type { ColumnRange, Condition, Select } from '../port'

/** A SELECT as text. Identifiers are quoted, integers checked, literals quoted for a session with an empty sql_mode. */
export function selectSql(query: Select): string {
  const columns = query.columns.map((column) => (column === null ? 'NULL' : name(column))).join(', ')
  const conditions = (query.where ?? []).map(conditionSql)
  if (query.key) {
    const column = name(query.key.column)
    conditions.push(`${column} > ${integer(query.key.after)} AND ${column} <= ${integer(query.key.upTo)}`)
  }
  if (query.among)
    conditions.push(`${name(query.among.column)} IN (${query.among.ids.map(integer).join(',')})`)
  const where = conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''
  const order = query.orderBy.length ? ` ORDER BY ${query.orderBy.map(name).join(', ')}` : ''
  const limit = query.limit === undefined ? '' : ` LIMIT ${integer(query.limit)}`
  return `SELECT ${columns} FROM ${name(query.table)}${where}${order}${limit}`
}

/** `SELECT COUNT(*)` under conditions. */
export function countSql(table: string, where: readonly Condition[] = []): string {
  const conditions = where.map(conditionSql)
  return `SELECT COUNT(*) FROM ${name(table)}${conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''}`
}

/** `SELECT MAX(column)`. */
export function maxSql(table: string, column: string): string {
  return `SELECT MAX(${name(column)}) FROM ${name(table)}`
}

function conditionSql(condition: Condition): string {
  if ('oneOf' in condition) return `${name(condition.column)} IN (${condition.oneOf.map(literal).join(',')})`
  if ('noneOf' in condition)
    return `${name(condition.column)} NOT IN (${condition.noneOf.map(literal).join(',')})`
  return `(${condition.anyRange.map(rangeSql).join(' OR ')})`
}

function rangeSql(range: ColumnRange): string {
  const column = name(range.column)
  const bounds = [
    range.from === null ? '' : `${column} >= ${literal(range.from)}`,
    range.to === null ? '' : `${column} < ${literal(range.to)}`,
  ]
  return `(${bounds.filter(Boolean).join(' AND ') || '1'})`
}

function name(identifier: string): string {
  return `\`${identifier.replaceAll('`', '``')}\``
}

function literal(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&')}'`
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new AppError('INTERNAL', `Chave inválida: ${String(value)}`)
  return String(value)
}
