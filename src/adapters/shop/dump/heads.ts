/** The beginning of a name, with or without quotes. */
const NAMED = '[`"\\[\\w$\\u0080-\\uffff]'

/** Statements without rows. Their shape is checked, because words of plain text begin like them. */
const HARMLESS = [
  `DROP (?:TEMPORARY )?(?:TABLES?|VIEW|DATABASE|SCHEMA|TRIGGER|PROCEDURE|FUNCTION|EVENT|INDEX|USER|ROLE|SERVER|SEQUENCE|PACKAGE)\\b`,
  `ALTER (?:ONLINE |IGNORE )*(?:TABLE|DATABASE|SCHEMA|VIEW|EVENT|USER|ALGORITHM|DEFINER|SEQUENCE)\\b`,
  `LOCK TABLES? ${NAMED}`,
  `UNLOCK TABLES?\\b`,
  `USE [\`"]?[\\w$-]+[\`"]? ?(?:;|$)`,
  `(?:START TRANSACTION|BEGIN(?: WORK| TRANSACTION)?|COMMIT(?: WORK)?|ROLLBACK(?: WORK)?) ?(?:;|$|WITH|TO|AND)`,
  `SAVEPOINT |RELEASE SAVEPOINT `,
  `(?:GRANT|REVOKE) .+ (?:ON|TO|FROM) `,
  `FLUSH (?:PRIVILEGES|TABLES?|LOGS)\\b`,
  `(?:ANALYZE|OPTIMIZE|CHECK|REPAIR) (?:LOCAL |NO_WRITE_TO_BINLOG )?TABLES? ${NAMED}`,
  `CHANGE (?:MASTER|REPLICATION)\\b|(?:START|STOP) (?:SLAVE|REPLICA)\\b|RESET \\w+ ?;`,
  `(?:PREPARE \\w+ FROM|EXECUTE \\w+|DEALLOCATE PREPARE) ?`,
  `CALL [\`\\w.]+ ?[(;]|DO \\w+\\(`,
  `RENAME TABLE ${NAMED}|COMMENT ON `,
  `SELECT (?:['"@(*\\d\`]|\\w+ ?\\()|SHOW (?:WARNINGS|ERRORS|TABLES)`,
  `PRAGMA \\w+|SOURCE \\S+\\.sql|EXIT ?;|QUIT ?;`,
]
/** Statements that change or add rows in ways that are not followed here. */
const CHANGING = [
  `(UPDATE) (?:IGNORE |LOW_PRIORITY )*(${NAMED}[^ ]*) SET `,
  `(DELETE) (?:IGNORE |QUICK |LOW_PRIORITY )*FROM (${NAMED}[^ ;]*)`,
  `(TRUNCATE) (?:TABLE )?(${NAMED}[^ ;]*) ?(?:;|$)`,
  `(LOAD) (?:DATA|XML) .*? INTO TABLE (${NAMED}[^ ;]*)`,
  `(COPY) (${NAMED}[^ (]*) ?(?:\\([^)]*\\) ?)?FROM STDIN`,
]
const SETTING =
  /^SET (?:@|NAMES\b|CHARACTER SET\b|CHARSET\b|(?:SESSION|GLOBAL|LOCAL|PERSIST) |TRANSACTION\b|PASSWORD\b|(?:DEFAULT )?ROLE\b|STATEMENT\b|[\w.`@]+ ?:?=)/i

const HARMLESS_HEAD = new RegExp(`^(?:${HARMLESS.join('|')})`, 'i')
const CHANGING_HEAD = new RegExp(`^(?:${CHANGING.join('|')})`, 'is')
const PROGRAM_HEAD = /^CREATE (?:OR REPLACE )?(?:.{0,120}? )??(?:TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE) /is

/** The kind of a statement by its first words, comments already removed. `noise` is no statement at all. */
export type HeadKind =
  'insert' | 'table' | 'program' | 'set' | 'delimiter' | 'harmless' | 'changing' | 'noise'

export function headKind(text: string): HeadKind {
  if (/^(?:INSERT|REPLACE) /i.test(text)) {
    return /^(?:INSERT|REPLACE) (?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR \w+) )*(?:INTO )?[`"[\w$\u0080-\uffff]/i.test(
      text,
    ) &&
      !/^(?:INSERT|REPLACE) (?!INTO\b|IGNORE\b|LOW_|DELAYED\b|HIGH_|OR\b)[\w$]+ (?!\(|VALUES?\b|SET\b|SELECT\b|PARTITION\b|\.)/i.test(
        text,
      )
      ? 'insert'
      : 'noise'
  }
  if (/^CREATE /i.test(text)) {
    if (/^CREATE (?:OR REPLACE )?(?:TEMPORARY )?TABLE /i.test(text)) return 'table'
    if (PROGRAM_HEAD.test(text)) return 'program'
    return /^CREATE (?:OR REPLACE )?(?:DATABASE|SCHEMA|USER|ROLE|SERVER|SEQUENCE|UNIQUE|INDEX|FULLTEXT|SPATIAL|ALGORITHM|DEFINER|SQL|VIEW|FORCE|TABLESPACE|LOGFILE)\b/i.test(
      text,
    )
      ? 'harmless'
      : 'noise'
  }
  if (/^SET /i.test(text)) return SETTING.test(text) ? 'set' : 'noise'
  if (/^DELIMITER /i.test(text)) return 'delimiter'
  if (HARMLESS_HEAD.test(text)) return 'harmless'
  return CHANGING_HEAD.test(text) ? 'changing' : 'noise'
}

/** Word and table of a statement that changes rows: `UPDATE`, `wp_options`. */
export function changeOf(text: string): { verb: string; name: string } | null {
  const found = CHANGING_HEAD.exec(text)
    ?.slice(1)
    .filter((part) => part !== undefined)
  return found?.[0] && found[1] ? { verb: found[0].toUpperCase(), name: found[1] } : null
}

/** A line on which a statement surely begins: exporters escape line breaks inside values, tools that don't are rare. */
export const NEXT_STATEMENT =
  /[\r\n][ \t]*(?=(?:(?:INSERT|REPLACE)\s+(?:(?:IGNORE|DELAYED|LOW_PRIORITY)\s+)*INTO\s+[`"[\w]|CREATE\s+TABLE\s|DROP\s+TABLE\s|LOCK\s+TABLES\s|UNLOCK\s+TABLES|ALTER\s+TABLE\s+[`"]|DELIMITER\s|\/\*!\d{5}\s|-- (?:Table structure|Dumping|Dump completed|Estrutura|Despejando|Extraindo|Servidor|Host)))/gi

/** Final error messages of export programs. */
export const FATAL =
  /(?:PHP )?(?:Fatal|Parse) error|Uncaught \w*(?:Error|Exception)|Maximum execution time|(?:mysqldump|mariadb-dump): (?:Error|Got error|Got errno)|Allowed memory size/i

/**
 * End of the body of a trigger or routine without a delimiter of its own: its semicolon outside of BEGIN … END. -1
 * while it isn't there. Comments and quoted text are skipped.
 */
export function programEnd(text: string): number {
  const token =
    /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`[^`]*`|\/\*(?!M?!)[\s\S]*?\*\/|--(?:[ \t][^\n]*|(?=\r?\n))|#[^\n]*|\bEND\s+(?:IF|LOOP|WHILE|REPEAT)\b|\bEND\s+CASE\b|\b(?:BEGIN|CASE|END)\b|;/gi
  let depth = 0
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const word = found[0].toUpperCase()
    if (word === ';') {
      if (depth <= 0) return found.index
    } else if (word === 'BEGIN' || word === 'CASE') depth++
    else if (word === 'END' || /^END\s+CASE$/.test(word)) depth--
  }
  return -1
}
