-- A walk of the demonstration's clock: from where, and to where somebody wants it. Both null: it stands.
ALTER TABLE engine.product_clock
  ADD COLUMN walk_from_ms BIGINT,
  ADD COLUMN walk_to_ms BIGINT,
  ADD CONSTRAINT product_clock_walk_check CHECK ((walk_from_ms IS NULL) = (walk_to_ms IS NULL));
