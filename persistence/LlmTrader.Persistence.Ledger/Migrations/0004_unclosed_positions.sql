-- What a flatten could not close, by the kill switch's list; few.
CREATE TABLE unclosed_positions (
    ts_ns        bigint  NOT NULL,
    journal      text    NOT NULL,
    sequence     bigint  NOT NULL,
    row          bigint  NOT NULL,
    instrument   integer NOT NULL,
    account      integer NOT NULL,
    position_raw bigint  NOT NULL,
    reason       text    NOT NULL,
    PRIMARY KEY (journal, sequence, row)
);
