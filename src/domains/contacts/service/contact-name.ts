import { Prisma } from '~/generated/prisma/client'

/** SQL: the name of contact `c` as every list shows it: the customer's name, else the name that the contact uses. */
export const WHO = Prisma.sql`coalesce(p.name, c.name)`
/** SQL: joins customer `p` of contact `c`. */
export const CUSTOMER_OF_CONTACT = Prisma.sql`LEFT JOIN customers AS p ON p.empresa_id = c.empresa_id AND p.id = c.customer_id`
