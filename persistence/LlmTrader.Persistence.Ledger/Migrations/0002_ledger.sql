-- The decision ledger, by event time in monthly partitions. Prices, quantities and amounts are the journal's raw integers
-- (_raw) with their decimal places beside them; amounts of money have eight. The views make decimal numbers of them.
-- A row's key is its place in the journal: (journal, sequence, row). ts stands in it because a partitioned table asks for that;
-- it is ts_ns in whole microseconds.

-- What rule sets, people and the engine itself wanted, with risk's answer as the reason.
CREATE TABLE decisions (
    ts                   timestamptz NOT NULL,
    journal              text NOT NULL,
    symbol               text,
    venue                text,
    side                 text,
    kind                 text NOT NULL,
    action               text,
    type                 text,
    time_in_force        text,
    reason               text NOT NULL,
    contingency          text,
    sequence             bigint NOT NULL,
    row                  bigint NOT NULL,
    ts_ns                bigint NOT NULL,
    order_id             bigint,
    account              bigint NOT NULL,
    strategy             bigint NOT NULL,
    price_raw            bigint,
    quantity_raw         bigint,
    trigger_price_raw    bigint,
    display_quantity_raw bigint,
    price_scale          bigint,
    quantity_scale       bigint,
    expire_seconds       bigint,
    flags                bigint,
    group_id             bigint,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX decisions_order ON decisions (journal, order_id);

-- What shadows would have sent; no order ever had these.
CREATE TABLE shadow_decisions (
    ts             timestamptz NOT NULL,
    journal        text NOT NULL,
    symbol         text,
    venue          text,
    side           text,
    kind           text NOT NULL,
    action         text,
    type           text,
    sequence       bigint NOT NULL,
    row            bigint NOT NULL,
    ts_ns          bigint NOT NULL,
    order_id       bigint,
    account        bigint NOT NULL,
    strategy       bigint NOT NULL,
    price_raw      bigint,
    quantity_raw   bigint,
    price_scale    bigint,
    quantity_scale bigint,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);

-- What each risk rule said and saw; both values in the rule's unit.
CREATE TABLE verdicts (
    ts          timestamptz NOT NULL,
    journal     text NOT NULL,
    symbol      text,
    venue       text,
    reason      text NOT NULL,
    risk_phase  text NOT NULL,
    risk_action text NOT NULL,
    sequence    bigint NOT NULL,
    row         bigint NOT NULL,
    ts_ns       bigint NOT NULL,
    order_id    bigint,
    account     bigint NOT NULL,
    strategy    bigint NOT NULL,
    rule_id     bigint NOT NULL,
    observed    bigint NOT NULL,
    limit_value bigint NOT NULL,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX verdicts_order ON verdicts (journal, order_id);

-- An order's state after each report.
CREATE TABLE order_events (
    ts                      timestamptz NOT NULL,
    journal                 text NOT NULL,
    symbol                  text,
    venue                   text,
    side                    text NOT NULL,
    status                  text NOT NULL,
    report                  text NOT NULL,
    reason                  text NOT NULL,
    sequence                bigint NOT NULL,
    row                     bigint NOT NULL,
    ts_ns                   bigint NOT NULL,
    order_id                bigint NOT NULL,
    account                 bigint NOT NULL,
    strategy                bigint NOT NULL,
    last_price_raw          bigint,
    last_quantity_raw       bigint,
    cumulative_quantity_raw bigint NOT NULL,
    leaves_quantity_raw     bigint NOT NULL,
    price_scale             bigint,
    quantity_scale          bigint,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX order_events_order ON order_events (journal, order_id);

CREATE TABLE fills (
    ts                      timestamptz NOT NULL,
    journal                 text NOT NULL,
    symbol                  text,
    venue                   text,
    side                    text NOT NULL,
    liquidity               text NOT NULL,
    fee_currency            text,
    sequence                bigint NOT NULL,
    row                     bigint NOT NULL,
    ts_ns                   bigint NOT NULL,
    exchange_ns             bigint NOT NULL,
    order_id                bigint NOT NULL,
    account                 bigint NOT NULL,
    strategy                bigint NOT NULL,
    price_raw               bigint NOT NULL,
    quantity_raw            bigint NOT NULL,
    cumulative_quantity_raw bigint NOT NULL,
    leaves_quantity_raw     bigint NOT NULL,
    fee_raw                 bigint NOT NULL,
    price_scale             bigint,
    quantity_scale          bigint,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);

CREATE TABLE positions (
    ts             timestamptz NOT NULL,
    journal        text NOT NULL,
    symbol         text,
    venue          text,
    currency       text,
    sequence       bigint NOT NULL,
    row            bigint NOT NULL,
    ts_ns          bigint NOT NULL,
    account        bigint NOT NULL,
    position_raw   bigint NOT NULL,
    cost_raw       bigint NOT NULL,
    realized_raw   bigint NOT NULL,
    fees_raw       bigint NOT NULL,
    quantity_scale bigint,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);

CREATE TABLE equity (
    ts         timestamptz NOT NULL,
    journal    text NOT NULL,
    symbol     text,
    venue      text,
    currency   text,
    sequence   bigint NOT NULL,
    row        bigint NOT NULL,
    ts_ns      bigint NOT NULL,
    account    bigint NOT NULL,
    cash_raw   bigint NOT NULL,
    equity_raw bigint NOT NULL,
    peak_raw   bigint NOT NULL,
    PRIMARY KEY (journal, sequence, row, ts)
) PARTITION BY RANGE (ts);

-- Money that moved without a trade; few.
CREATE TABLE cash_flows (
    ts_ns      bigint  NOT NULL,
    journal    text    NOT NULL,
    sequence   bigint  NOT NULL,
    row        bigint  NOT NULL,
    account    integer NOT NULL,
    kind       text    NOT NULL,
    currency   text    NOT NULL,
    amount_raw bigint  NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);

-- Sources enter in pieces of 48 bytes, so that no event is longer than a slot; they are few, and lie in no partition.
CREATE TABLE rule_set_pieces (
    ts_ns       bigint  NOT NULL,
    journal     text    NOT NULL,
    sequence    bigint  NOT NULL,
    row         bigint NOT NULL,
    set_id      integer NOT NULL,
    byte_offset integer NOT NULL,
    piece       bytea   NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);

-- A version is a source that was staged for a slot.
CREATE TABLE rule_set_stages (
    ts_ns        bigint  NOT NULL,
    journal      text    NOT NULL,
    sequence     bigint  NOT NULL,
    row          bigint NOT NULL,
    slot         integer NOT NULL,
    set_id       integer NOT NULL,
    length       integer NOT NULL,
    warm_up_bars integer NOT NULL,
    sha256       text    NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);

-- What became of versions: staged, ready, activated, rolled back, shadowed, quarantined, with the engine's answer.
CREATE TABLE rule_set_history (
    ts_ns    bigint   NOT NULL,
    journal  text     NOT NULL,
    sequence bigint   NOT NULL,
    row      bigint  NOT NULL,
    slot     integer  NOT NULL,
    set_id   integer  NOT NULL,
    change   text NOT NULL,
    code     text NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);

-- Makes the partition of a month when it is not there. It runs with the owner's rights, so that the writer needs none on the schema.
CREATE FUNCTION ensure_month(parent text, month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF date_trunc('month', month)::date <> month THEN RAISE EXCEPTION '% is not the first of a month', month; END IF;
    IF parent NOT IN ('decisions', 'shadow_decisions', 'verdicts', 'order_events', 'fills', 'positions', 'equity') THEN RAISE EXCEPTION '% has no partitions', parent; END IF;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        parent || '_' || to_char(month, 'YYYY_MM'), parent,
        to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
END $$;

-- The path is fixed at the function, since a caller's own could lead to a table of the caller's.
DO $$ BEGIN EXECUTE format('ALTER FUNCTION ensure_month(text, date) SET search_path = %I, pg_temp', current_schema()); END $$;
REVOKE ALL ON FUNCTION ensure_month(text, date) FROM PUBLIC;
