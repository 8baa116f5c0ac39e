-- The strategist's journal, record by record, under the id of the engine's journal that it acts upon, and what a person asks of it.
-- body_text is the body as it stands in the journal; body is the same for questions, with U+FFFD where jsonb can't hold a character.
-- sequence is that of the strategist's journal, from 1 without a gap. hash covers the columns before it and previous_hash all of the
-- line before, as FORMAT.md of the strategist's journal says; the view decision_lines makes the lines again and checks both.
CREATE TABLE decision_records (
    ts            timestamptz NOT NULL,
    journal       text   NOT NULL,
    sequence      bigint NOT NULL,
    ts_ns         bigint NOT NULL CHECK (ts = timestamptz 'epoch' + (ts_ns / 1000) * interval '1 microsecond'),
    decision      text   NOT NULL,
    kind          text   NOT NULL,
    body          jsonb  NOT NULL,
    body_text     text   NOT NULL,
    previous_hash text   NOT NULL,
    hash          text   NOT NULL,
    PRIMARY KEY (journal, sequence, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX decision_records_decision ON decision_records (journal, decision);

-- Behind which record the projection stands; written in the transaction that writes the records before it. head is the SHA-256 of that line.
CREATE TABLE decision_checkpoints (
    journal     text   PRIMARY KEY REFERENCES journals,
    sequence    bigint NOT NULL,
    ts_ns       bigint NOT NULL,
    head        text   NOT NULL,
    segment     text   NOT NULL,
    line        bigint NOT NULL,
    byte_offset bigint NOT NULL
);

-- The journal's own lines. A row that is not whole was changed, or a record is missing before it.
CREATE VIEW decision_lines AS
SELECT journal, sequence, line, head,
       hash = encode(sha256(convert_to(hashed || '}', 'UTF8')), 'hex')
       AND sequence = 1 + lag(sequence, 1, 0::bigint) OVER record AND previous_hash = lag(head, 1, repeat('0', 64)) OVER record AS is_whole
FROM (SELECT *, encode(sha256(convert_to(line, 'UTF8')), 'hex') AS head
      FROM (SELECT *, hashed || ',"hash":"' || hash || '"}' AS line
            FROM (SELECT journal, sequence, previous_hash, hash,
                         '{"sequence":' || sequence || ',"time":"' || to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || lpad((ts_ns % 1000)::text, 3, '0')
                         || 'Z","decision":"' || decision || '","kind":"' || kind || '","body":' || body_text || ',"previous":"' || previous_hash || '"' AS hashed
                  FROM decision_records) columns) lines) heads
WINDOW record AS (PARTITION BY journal ORDER BY sequence);

-- A decision in a row: what was proposed, each verdict (null: not asked), who let it in, where the engine has it, how it ended.
-- stage_, activate_ and rollback_sequence are the engine's, where its answer told them.
CREATE VIEW strategist_decisions AS
SELECT journal, decision, first_sequence, last_sequence, began_ns,
       observation ->> 'trigger' AS trigger, observation ->> 'seed' AS seed, observation ->> 'hash' AS observation_hash,
       proposal ->> 'proposer' AS proposer, proposal ->> 'proposer_version' AS proposer_version, proposal ->> 'template' AS template,
       proposal ->> 'hash' AS candidate_hash, proposal ->> 'source' AS source,
       compiled -> 'passed' = 'true' AS compiled, trials, holdouts, accepted -> 'passed' = 'true' AS accepted,
       checked -> 'passed' = 'true' AS checked, gate -> 'passed' = 'true' AS gate_passed, (gate ->> 'risk')::double precision AS risk,
       approval -> 'approved' = 'true' AS approved, approval ->> 'by' AS approver, approval ->> 'reason' AS approval_reason,
       (stage ->> 'slot')::integer AS slot, (staged ->> 'set_id')::integer AS set_id, (staged ->> 'sequence')::bigint AS stage_sequence, staged_ns,
       (activated ->> 'sequence')::bigint AS activate_sequence, activated_ns,
       (rolled_back ->> 'sequence')::bigint AS rollback_sequence, rolled_back_ns,
       ended_ns, outcome ->> 'result' AS result, outcome ->> 'reason' AS reason
FROM (SELECT journal, decision, min(sequence) AS first_sequence, max(sequence) AS last_sequence, min(ts_ns) AS began_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'observation'))[1] AS observation,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'proposal'))[1] AS proposal,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'compiled'))[1] AS compiled,
             count(*) FILTER (WHERE kind = 'trial') AS trials,
             count(*) FILTER (WHERE kind = 'holdout') AS holdouts,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'acceptance'))[1] AS accepted,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'check'))[1] AS checked,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'gate'))[1] AS gate,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'approval'))[1] AS approval,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'stage_requested'))[1] AS stage,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'staged'))[1] AS staged,
             max(ts_ns) FILTER (WHERE kind = 'staged') AS staged_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'activated'))[1] AS activated,
             max(ts_ns) FILTER (WHERE kind = 'activated') AS activated_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'rolled_back' AND body -> 'done' = 'true'))[1] AS rolled_back,
             max(ts_ns) FILTER (WHERE kind = 'rolled_back' AND body -> 'done' = 'true') AS rolled_back_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'outcome'))[1] AS outcome,
             max(ts_ns) FILTER (WHERE kind = 'outcome') AS ended_ns
      FROM decision_records GROUP BY journal, decision) records;

-- Which sets of a slot are active and the one before it, after a change: as the engine's slot does it. The first set, of the configuration, has id 0.
CREATE FUNCTION rule_set_change(sets integer[], change text, set_id integer) RETURNS integer[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE change
        WHEN 'RuleSetActivate' THEN ARRAY[set_id, coalesce(sets[1], sets[2])]
        WHEN 'RuleSetRollback' THEN ARRAY[sets[2], sets[1]]
        ELSE ARRAY[nullif(sets[1], set_id), nullif(sets[2], set_id)] END    -- Quarantined.
$$;
CREATE AGGREGATE rule_set_state(text, integer) (SFUNC = rule_set_change, STYPE = integer[], INITCOND = '{0,NULL}');

-- Which set decided in a slot: on events behind from_sequence, up to and with until_sequence (null: still).
CREATE VIEW rule_set_periods AS
SELECT p.journal, p.slot, p.set_id, s.sequence AS stage_sequence, s.ts_ns AS stage_ns, s.sha256, p.from_sequence, p.from_ns, p.until_sequence
FROM (SELECT journal, slot, sequence AS from_sequence, ts_ns AS from_ns, lead(sequence) OVER change AS until_sequence, (rule_set_state(change, set_id) OVER change)[1] AS set_id
      FROM rule_set_history
      WHERE (change IN ('RuleSetActivate', 'RuleSetRollback') AND code = 'None') OR change = 'RuleSetQuarantine'
      WINDOW change AS (PARTITION BY journal, slot ORDER BY sequence, row)) p
JOIN LATERAL (
    SELECT r.sequence, r.ts_ns, r.sha256 FROM rule_set_stages r
    WHERE r.journal = p.journal AND r.slot = p.slot AND r.set_id = p.set_id AND r.sequence < p.from_sequence
    ORDER BY r.sequence DESC, r.row DESC LIMIT 1) s ON true;

-- Orders that a decision's candidate placed while it decided, joined by the slot, the set's id and the hash of its text: from an order to
-- the decision that caused it, and back. People's own orders are of no slot.
CREATE VIEW decision_orders AS
SELECT d.journal, d.decision, d.candidate_hash, d.proposer, d.template, d.approver, d.result, p.slot, p.set_id, p.stage_sequence, p.from_sequence AS activate_sequence,
       o.ts, o.sequence, o.row, o.ts_ns, o.order_id, o.symbol, o.venue, o.side, o.type, o.price_raw, o.quantity_raw, o.price_scale, o.quantity_scale, o.status, o.filled_quantity_raw, o.reason
FROM strategist_decisions d
JOIN rule_set_periods p ON p.journal = d.journal AND p.slot = d.slot AND p.set_id = d.set_id AND p.sha256 = d.candidate_hash
JOIN orders o ON o.journal = p.journal AND o.strategy = p.slot AND o.sequence > p.from_sequence AND (p.until_sequence IS NULL OR o.sequence <= p.until_sequence);

-- The same for fills.
CREATE VIEW decision_fills AS
SELECT o.decision, o.candidate_hash, o.proposer, o.approver, o.slot, o.set_id, f.*
FROM fills f JOIN decision_orders o ON o.journal = f.journal AND o.order_id = f.order_id;
