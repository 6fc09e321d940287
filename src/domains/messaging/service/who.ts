import { Prisma } from '~/generated/prisma/client'

/** SQL: the name of contact `c` as every list shows it: the shop's customer's, else what the person calls themselves. */
export const WHO = Prisma.sql`coalesce(p.name, c.name)`
/** The join that gives contact `c` their customer `p`. */
export const CUSTOMER_OF_CONTACT = Prisma.sql`LEFT JOIN customers AS p ON p.empresa_id = c.empresa_id AND p.id = c.customer_id`
