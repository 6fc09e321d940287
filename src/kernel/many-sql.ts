import { Prisma } from '~/generated/prisma/client'
import { valuesOf, type Many } from './many'

/** `column` has one of the values. A single one stays an equality, which an index in the list's order serves. */
export function isAnyOf(column: Prisma.Sql, chosen: Many<string>): Prisma.Sql {
  const values = valuesOf(chosen)
  const [first] = values
  return values.length === 1
    ? Prisma.sql`${column} = ${first}`
    : Prisma.sql`${column} IN (${Prisma.join(values.slice())})`
}

/** True when the condition of at least one value is true. */
export function anyHolds<Value extends string>(
  chosen: Many<Value>,
  conditionOf: (value: Value) => Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(valuesOf(chosen).map(conditionOf), ' OR ')})`
}
