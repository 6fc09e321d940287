-- The embedded Inngest engine. System tables, no tenant's: events and runs carry ids only, never a shop's data.
CREATE SCHEMA engine;

-- The outbox: written in the emitter's own transaction, routed to functions (or relayed to a server) after it commits.
CREATE TABLE engine.events (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  data JSONB NOT NULL,
  ts TIMESTAMPTZ NOT NULL DEFAULT now(),
  routed_at TIMESTAMPTZ
);
CREATE INDEX events_waiting ON engine.events (seq) WHERE routed_at IS NULL;
CREATE INDEX events_routed ON engine.events (routed_at) WHERE routed_at IS NOT NULL;

CREATE TABLE engine.runs (
  id UUID PRIMARY KEY,
  function_id TEXT NOT NULL,
  event JSONB NOT NULL,
  event_seq BIGINT,
  created_at TIMESTAMPTZ NOT NULL,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
  ended_at TIMESTAMPTZ,
  output JSONB,
  CHECK ((status = 'running') = (ended_at IS NULL))
);
CREATE INDEX runs_open ON engine.runs (function_id) WHERE ended_at IS NULL;
CREATE INDEX runs_ended ON engine.runs (ended_at) WHERE ended_at IS NOT NULL;

-- Memoised steps, in the order in which they ended.
CREATE TABLE engine.steps (
  seq BIGINT GENERATED ALWAYS AS IDENTITY,
  run_id UUID NOT NULL REFERENCES engine.runs ON DELETE CASCADE,
  hash TEXT NOT NULL,
  result JSONB NOT NULL,
  PRIMARY KEY (run_id, hash)
);

-- What is still to be called: one row an outstanding call. `waiting` until due, `ready`, then `leased` by a worker.
CREATE TABLE engine.queue (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id UUID NOT NULL REFERENCES engine.runs ON DELETE CASCADE,
  function_id TEXT NOT NULL,
  lane TEXT NOT NULL,
  step TEXT NOT NULL DEFAULT 'step',
  kind TEXT NOT NULL DEFAULT 'call' CHECK (kind IN ('call', 'sleep')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'leased')),
  due_at TIMESTAMPTZ NOT NULL,
  attempt INT NOT NULL DEFAULT 0,
  losses INT NOT NULL DEFAULT 0,
  claims INT NOT NULL DEFAULT 0,
  worker_id UUID,
  CHECK ((state = 'leased') = (worker_id IS NOT NULL)),
  UNIQUE (run_id, step)
);
CREATE INDEX queue_waiting ON engine.queue (due_at) WHERE state = 'waiting';
CREATE INDEX queue_ready ON engine.queue (function_id, lane, due_at, id) WHERE state = 'ready';
CREATE INDEX queue_leased ON engine.queue (function_id, lane) WHERE state = 'leased';

-- What the apps registered last: every engine routes by the same list.
CREATE TABLE engine.functions (
  app TEXT NOT NULL,
  id TEXT NOT NULL,
  definition JSONB NOT NULL,
  PRIMARY KEY (app, id)
);

-- One trigger value starts one run within a day.
CREATE TABLE engine.idempotency (
  function_id TEXT NOT NULL,
  key TEXT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (function_id, key)
);
CREATE INDEX idempotency_expired ON engine.idempotency (expires_at);

-- The next instant of every schedule: whoever moves it forward starts the run.
CREATE TABLE engine.crons (
  function_id TEXT NOT NULL,
  schedule TEXT NOT NULL,
  next_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (function_id, schedule)
);

-- A worker's lease: what it claimed is its own until `alive_until`, by the database's clock.
CREATE TABLE engine.workers (
  id UUID PRIMARY KEY,
  alive_until TIMESTAMPTZ NOT NULL
);

GRANT USAGE ON SCHEMA engine TO retoma_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA engine TO retoma_app;
