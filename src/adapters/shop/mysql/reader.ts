import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import mysql from 'mysql2'
import { AppError } from '~/kernel/errors'
import { mendText } from '../mend'
import type { Cell, Row, Select, TableReader } from '../port'
import type { MysqlSettings } from '../records'
import { sourceError } from './errors'
import { countSql, maxSql, selectSql } from './sql'

const CONNECT_MS = 10_000
const STATEMENT_SECONDS = 5
/** The server stops a statement at 5 s; one without such a limit is abandoned a little later. */
const ANSWER_MS = 15_000
/** One answer must not fill our memory, whatever the server sends. */
const ANSWER_BYTES = 256 * 1024 * 1024

/**
 * A read-only session on a connection that is already open. Values come as text or integers, in utf8mb4. @throws
 * AppError with what to do, as `sourceError` says.
 */
export async function mysqlReader(
  stream: Duplex,
  settings: MysqlSettings,
  onClose: () => void = () => undefined,
): Promise<TableReader> {
  const session = new Session(stream, settings, onClose)
  try {
    await session.handshake()
    const serverVersion = await session.prepare()
    return new MysqlReader(session, serverVersion, await session.columns())
  } catch (error) {
    session.destroy()
    throw sourceError(error)
  }
}

/** From 1000 values on MariaDB joins a list as a table and sorts it on disk, instead of reading ranges of the index. */
const LONGEST_LIST = 900

class Session {
  private readonly connection: mysql.Connection
  private received = 0
  private refusal: AppError | null = null

  constructor(
    stream: Duplex,
    settings: MysqlSettings,
    private readonly onClose: () => void,
  ) {
    stream.on('data', (chunk: Buffer) => {
      if (this.received === 0 && asksForFile(chunk)) {
        this.refusal = new AppError(
          'SOURCE_INVALID',
          'O servidor pediu um arquivo desta máquina. Nada foi enviado e a conexão foi encerrada.',
        )
        stream.destroy()
      }
      this.received += chunk.length
      if (this.received > ANSWER_BYTES) {
        this.refusal = new AppError(
          'SOURCE_INVALID',
          'O banco da loja respondeu com dados demais para uma página. A leitura parou.',
        )
        stream.destroy()
      }
    })
    // The driver sets no server name for an IP address: Node then reads here which one the certificate must be for.
    if (settings.tls && isIP(settings.host)) Object.assign(stream, { _host: settings.host })
    this.connection = mysql.createConnection({
      stream,
      host: settings.host,
      user: settings.username,
      password: settings.password,
      database: settings.database,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_MS,
      rowsAsArray: true,
      dateStrings: true,
      supportBigNumbers: true,
      multipleStatements: false,
      // Without the capability a server may not even ask; the driver has no factory to serve a file from either.
      flags: ['-LOCAL_FILES'],
      ...(settings.tls ? { ssl: { rejectUnauthorized: true, verifyIdentity: true } } : {}),
    })
    // A connection lost between two queries is reported by the next one.
    this.connection.on('error', () => undefined)
  }

  handshake(): Promise<void> {
    return new Promise((done, fail) => {
      this.connection.connect((error) => {
        if (error) fail(error)
        else done()
      })
    })
  }

  async prepare(): Promise<string> {
    await this.run("SET SESSION sql_mode = '', time_zone = '+00:00'")
    await this.run('SET SESSION TRANSACTION READ ONLY')
    const version = String((await this.query('SELECT VERSION()'))[0]?.[0] ?? '')
    const limit = /mariadb/i.test(version)
      ? `SET SESSION max_statement_time = ${String(STATEMENT_SECONDS)}`
      : `SET SESSION max_execution_time = ${String(STATEMENT_SECONDS * 1000)}`
    // MySQL before 5.7.8 and MariaDB before 10.1 have no limit of their own; ours below still applies.
    await this.run(limit).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ER_UNKNOWN_SYSTEM_VARIABLE'))
        throw error
    })
    return version
  }

  async columns(): Promise<Map<string, Set<string>>> {
    const rows = await this.query(
      'SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION',
    )
    const tables = new Map<string, Set<string>>()
    for (const [table, column] of rows) {
      const known = tables.get(String(table))
      if (known) known.add(String(column))
      else tables.set(String(table), new Set([String(column)]))
    }
    return tables
  }

  private async run(sql: string): Promise<void> {
    await this.send(sql)
  }

  async query(sql: string): Promise<Row[]> {
    const rows = await this.send(sql)
    if (!Array.isArray(rows))
      throw new AppError('SOURCE_INVALID', 'O banco da loja respondeu algo que não é uma tabela.')
    for (const row of rows as unknown[][]) {
      for (let index = 0; index < row.length; index++) {
        const value = row[index]
        if (typeof value === 'object' && value !== null)
          row[index] = Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value)
      }
    }
    return rows as Row[]
  }

  private send(sql: string): Promise<unknown> {
    this.received = 0
    return new Promise((done, fail) => {
      this.connection.query({ sql, timeout: ANSWER_MS }, (error, rows) => {
        if (error) fail(this.refusal ?? error)
        else done(rows)
      })
    })
  }

  end(): Promise<void> {
    return new Promise((done) => {
      this.connection.end(() => {
        this.destroy()
        done()
      })
    })
  }

  destroy(): void {
    this.connection.destroy()
    this.onClose()
  }
}

/**
 * The answer to a statement that is LOCAL INFILE's request; inside TLS the driver, which has no files to give, rejects
 * it.
 */
function asksForFile(chunk: Buffer): boolean {
  return chunk[3] === 1 && chunk[4] === 0xfb
}

class MysqlReader implements TableReader {
  private mended = 0
  readonly damaged = new Map<string, string>()
  readonly live = true

  constructor(
    private readonly session: Session,
    readonly serverVersion: string,
    readonly tables: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  async select(query: Select): Promise<Row[]> {
    if (!query.among) return this.ask(selectSql(query))
    const { column } = query.among
    const ids = query.among.ids.toSorted((a, b) => a - b)
    const rows: Row[] = []
    for (let start = 0; start < ids.length; start += LONGEST_LIST) {
      const part = await this.ask(
        selectSql({ ...query, among: { column, ids: ids.slice(start, start + LONGEST_LIST) } }),
      )
      for (const row of part) rows.push(row)
    }
    return rows
  }

  /** Known once values were read: opening a shop reads some. */
  get warnings(): string[] {
    return this.mended > 0
      ? [
          'O banco da loja tem acentos trocados (UTF-8 gravado como Latin-1). Eles são corrigidos na leitura. Confira os acentos.',
        ]
      : []
  }

  async count(query: Pick<Select, 'table' | 'where'>): Promise<number> {
    return number((await this.ask(countSql(query.table, query.where)))[0]?.[0])
  }

  async max(table: string, column: string): Promise<number> {
    return number((await this.ask(maxSql(table, column)))[0]?.[0])
  }

  private async ask(sql: string): Promise<Row[]> {
    try {
      const rows = await this.session.query(sql)
      for (const row of rows) {
        for (let index = 0; index < row.length; index++) {
          const cell = row[index]
          if (typeof cell !== 'string') continue
          const mended = mendText(cell)
          if (mended === cell) continue
          row[index] = mended
          this.mended++
        }
      }
      return rows
    } catch (error) {
      throw sourceError(error)
    }
  }

  close(): Promise<void> {
    return this.session.end()
  }
}

function number(cell: Cell | undefined): number {
  const value = Number(cell ?? 0)
  return Number.isSafeInteger(value) ? value : 0
}
