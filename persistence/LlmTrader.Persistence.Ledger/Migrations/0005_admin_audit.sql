-- What operators, and the engine itself, asked for, with a hash chain: a row that somebody changes, removes or puts in breaks it.
-- A request's record in the journal is who, what and why; who says how it came ("uid 1000 (pid 7)" over the socket, "key ops" over TCP),
-- what is the call with its body. sequence is that of the record's last piece, before the commands that it caused; row is always 0.
-- hash = encode(sha256(convert_to((SELECT string_agg(octet_length(field) || ':' || field || ',', '' ORDER BY place)
--     FROM unnest(ARRAY[previous_hash, journal, sequence::text, ts_ns::text, epoch::text, request_id::text, who, what, why]) WITH ORDINALITY AS f (field, place)), 'UTF8')), 'hex')
CREATE TABLE admin_audit (
    ts            timestamptz NOT NULL,
    journal       text   NOT NULL,
    sequence      bigint NOT NULL,
    row           bigint NOT NULL CHECK (row = 0),
    ts_ns         bigint NOT NULL CHECK (ts = timestamptz 'epoch' + (ts_ns / 1000) * interval '1 microsecond'),
    epoch         bigint NOT NULL,
    request_id    bigint NOT NULL,
    who           text   NOT NULL,
    what          text   NOT NULL,
    why           text   NOT NULL,
    previous_hash text   NOT NULL,
    hash          text   NOT NULL,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);

-- Where the chain goes on: the hash of the last row up to in_sequence.
ALTER TABLE checkpoints ADD COLUMN audit_hash text NOT NULL DEFAULT repeat('0', 64);

-- Which tables have partitions the catalogue knows; a list here would have to be repeated by each step that adds one.
CREATE OR REPLACE FUNCTION ensure_month(parent text, month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF date_trunc('month', month)::date <> month THEN RAISE EXCEPTION '% is not the first of a month', month; END IF;
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = parent AND relkind = 'p' AND relnamespace = current_schema()::regnamespace) THEN RAISE EXCEPTION '% has no partitions', parent; END IF;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        parent || '_' || to_char(month, 'YYYY_MM'), parent,
        to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
END $$;

-- Replacing it took the fixed path away.
DO $$ BEGIN EXECUTE format('ALTER FUNCTION ensure_month(text, date) SET search_path = %I, pg_temp', current_schema()); END $$;
