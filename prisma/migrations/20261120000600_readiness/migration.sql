-- Readiness compares the migrations that the database has with those that this version brings.
DO $$
BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO retoma_app;
  END IF;
END $$;
