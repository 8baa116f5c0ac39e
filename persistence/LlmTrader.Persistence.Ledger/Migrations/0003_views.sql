-- What follows from other rows is a view and can't disagree with them.

-- An order is a decision to place one, with what has become of it so far.
CREATE VIEW orders AS
SELECT d.ts, d.journal, d.symbol, d.venue, d.sequence, d.row, d.ts_ns, d.order_id, d.account, d.strategy, d.side, d.type, d.time_in_force,
       d.price_raw, d.quantity_raw, d.trigger_price_raw, d.price_scale, d.quantity_scale,
       coalesce(last.status, 'PendingNew') AS status,
       coalesce(last.cumulative_quantity_raw, 0) AS filled_quantity_raw,
       coalesce(last.reason, 'None') AS reason,
       coalesce(last.ts_ns, d.ts_ns) AS updated_ns
FROM decisions d
LEFT JOIN LATERAL (
    SELECT e.status, e.cumulative_quantity_raw, e.reason, e.ts_ns
    FROM order_events e
    WHERE e.journal = d.journal AND e.order_id = d.order_id 
      AND e.status <> 'None' AND e.report NOT IN ('CancelRejected', 'ReplaceRejected')    -- They are about the change, not about the order.
    ORDER BY e.sequence DESC, e.row DESC
    LIMIT 1) last ON true
WHERE d.action = 'New';

-- For people: the same fills, positions and equity as decimal numbers.
CREATE VIEW fills_decimal AS
SELECT ts, journal, sequence, row, symbol, venue, order_id, account, strategy, side, liquidity,
       price_raw / 10::numeric ^ price_scale AS price, quantity_raw / 10::numeric ^ quantity_scale AS quantity, fee_raw / 1e8 AS fee, fee_currency
FROM fills;

CREATE VIEW positions_decimal AS
SELECT ts, journal, sequence, row, symbol, venue, account, position_raw / 10::numeric ^ quantity_scale AS position, currency,
       cost_raw / 1e8 AS cost, realized_raw / 1e8 AS realized, fees_raw / 1e8 AS fees
FROM positions;

CREATE VIEW equity_decimal AS
SELECT ts, journal, sequence, row, account, currency, cash_raw / 1e8 AS cash, equity_raw / 1e8 AS equity, peak_raw / 1e8 AS peak
FROM equity;

-- The pieces of a version are those of its set from the last offset 0 before the stage on.
CREATE VIEW rule_set_versions AS
SELECT s.ts_ns, s.journal, s.sequence, s.slot, s.set_id, s.sha256, s.warm_up_bars,
       (SELECT convert_from(string_agg(p.piece, ''::bytea ORDER BY p.byte_offset), 'UTF8')
        FROM rule_set_pieces p
        WHERE p.journal = s.journal AND p.set_id = s.set_id AND p.sequence < s.sequence
          AND p.sequence >= (SELECT max(f.sequence) FROM rule_set_pieces f
                             WHERE f.journal = s.journal AND f.set_id = s.set_id AND f.sequence < s.sequence AND f.byte_offset = 0)) AS source
FROM rule_set_stages s
UNION ALL
-- The set that decides first stands in the configuration, when it is a document.
SELECT j.created_ns, c.journal, -1, 0, 0, encode(sha256(convert_to(c.configuration ->> 'rules', 'UTF8')), 'hex'), NULL, c.configuration ->> 'rules'
FROM configuration_versions c JOIN journals j USING (journal)
WHERE c.configuration ->> 'rules' IS NOT NULL;
