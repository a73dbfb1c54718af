"""The ledger's table, partitioned by month, and its guards. Raw SQL because Django knows neither."""

from django.db import migrations

TABLE = """
CREATE TABLE kit_entry (
    for_month integer NOT NULL,
    party bigint NOT NULL,
    subject smallint NOT NULL,
    journal_id bigint NOT NULL,
    debit smallint NOT NULL,
    credit smallint NOT NULL,
    amount_fen bigint NOT NULL,
    PRIMARY KEY (party, subject, for_month, journal_id, debit),
    CONSTRAINT entry_moves_money CHECK (amount_fen <> 0 AND debit <> credit),
    CONSTRAINT entry_accounts CHECK (debit BETWEEN 1 AND 4 AND credit BETWEEN 1 AND 4)
) PARTITION BY RANGE (for_month);

CREATE FUNCTION kit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION kit_journal_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM kit_journal WHERE id IN (SELECT DISTINCT journal_id FROM added)) THEN
        RAISE EXCEPTION 'the journal is closed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON kit_entry
    FOR EACH ROW EXECUTE FUNCTION kit_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON kit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kit_append_only();
CREATE TRIGGER journal_is_open AFTER INSERT ON kit_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION kit_journal_is_open();

-- Where a month's entries go: its table "… kept", or a new one "… fresh" without index, to be loaded and then attached.
CREATE FUNCTION kit_entry_table(month integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    part text := format('kit_entry_%s_%s', month / 12, lpad((month % 12 + 1)::text, 2, '0'));
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kit_entry'));  -- two postings at once make a month's table once
    IF to_regclass(part) IS NOT NULL THEN
        RETURN 'kit_entry kept';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE kit_entry INCLUDING CONSTRAINTS, CONSTRAINT month CHECK (for_month = %s))', part, month);
    RETURN part || ' fresh';
END $$;

-- Index a month's table, make it part of the ledger, and guard statements that name it directly.
CREATE FUNCTION kit_entry_attach(month integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part text := format('kit_entry_%s_%s', month / 12, lpad((month % 12 + 1)::text, 2, '0'));
BEGIN
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (party, subject, for_month, journal_id, debit)', part);
    EXECUTE format('ALTER TABLE kit_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', part, month, month + 1);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION kit_append_only()', part);
    EXECUTE format('CREATE TRIGGER journal_is_open_here AFTER INSERT ON %I
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION kit_journal_is_open()', part);
    EXECUTE format('ANALYZE %I', part);
END $$;
"""
UNDO = """
DROP TABLE kit_entry;
DROP FUNCTION kit_entry_attach, kit_entry_table, kit_journal_is_open, kit_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]
    operations = [migrations.RunSQL(TABLE, UNDO)]
