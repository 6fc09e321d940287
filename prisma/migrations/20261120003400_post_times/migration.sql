-- A post has several hours of day. What it had already is an instant, so that neither a change of its hours nor of the
-- empresa's zone sends a turn again.
ALTER TABLE "scheduled_posts" ADD COLUMN     "times" TEXT[],
ADD COLUMN     "had_until" TIMESTAMPTZ(3);

-- The owner is under row-level security too, so it is lifted meanwhile.
ALTER TABLE empresas NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scheduled_posts NO FORCE ROW LEVEL SECURITY;
UPDATE scheduled_posts AS p
SET times = ARRAY[p.at], had_until = coalesce((p.last_day + p.at::time) AT TIME ZONE e.timezone, p.created_at)
FROM empresas AS e WHERE e.id = p.empresa_id;
-- The key of a post's message names its hour, which what waits is asked for when it leaves.
UPDATE messages AS m SET dedupe_key = m.dedupe_key || ':' || p.at
FROM scheduled_posts AS p
WHERE m.empresa_id = p.empresa_id AND m.subject_type = 'post' AND m.subject_id = p.id AND m.dedupe_key ~ '^post:[^:]+:[^:]+$';
ALTER TABLE empresas FORCE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
ALTER TABLE scheduled_posts FORCE ROW LEVEL SECURITY;

ALTER TABLE "scheduled_posts" DROP COLUMN "at",
DROP COLUMN "last_day",
ALTER COLUMN "had_until" SET NOT NULL;
ALTER TABLE scheduled_posts ADD CONSTRAINT scheduled_posts_times_check CHECK (coalesce(cardinality(times), 0) > 0);
