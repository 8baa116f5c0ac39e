-- What gives the rows of a journal their meaning, and how far the projection of each has come.
-- Names are not qualified: the migrator sets the search path to the ledger's schema.

CREATE TABLE journals (
    journal          text     PRIMARY KEY,
    format_version   integer  NOT NULL,
    engine_semantics integer  NOT NULL,
    program_version  text     NOT NULL,
    created_ns       bigint   NOT NULL
);

CREATE TABLE instruments (
    journal        text     NOT NULL REFERENCES journals,
    instrument     integer  NOT NULL,
    symbol         text     NOT NULL,
    venue          text     NOT NULL,
    base           text     NOT NULL,
    quote          text     NOT NULL,
    price_scale    smallint NOT NULL,
    quantity_scale smallint NOT NULL,
    PRIMARY KEY (journal, instrument)
);

CREATE TABLE configuration_versions (
    journal       text  NOT NULL REFERENCES journals,
    sha256        text  NOT NULL,
    configuration jsonb NOT NULL,
    PRIMARY KEY (journal, sha256)
);

CREATE TABLE accounts (
    journal      text     NOT NULL REFERENCES journals,
    account      integer  NOT NULL,
    name         text     NOT NULL,
    initial_cash jsonb    NOT NULL,
    PRIMARY KEY (journal, account)
);

-- Epoch by epoch: which sequences one start of the engine wrote. The first comes from the manifest, the others from the events.
CREATE TABLE epochs (
    journal        text    NOT NULL REFERENCES journals,
    sequence       bigint  NOT NULL,
    row            bigint NOT NULL,
    ts_ns          bigint  NOT NULL,
    epoch          integer NOT NULL,
    reason         text    NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);

-- Written in the transaction that writes the rows before it: what is counted here is there, and nothing else is.
CREATE TABLE checkpoints (
    journal      text   PRIMARY KEY REFERENCES journals,
    in_sequence  bigint NOT NULL,
    out_sequence bigint NOT NULL
);
