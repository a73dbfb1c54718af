"""Roll lines: one table a roll, so that a draft is refreshed by emptying it and a sealed one refuses every change."""

from django.db import migrations

TABLE = """
CREATE TABLE payments_rollline (
    roll_id bigint NOT NULL,
    person_id bigint NOT NULL,
    programme_id smallint NOT NULL,
    for_month integer NOT NULL,
    kind smallint NOT NULL,
    amount_fen bigint NOT NULL,
    due_fen bigint NOT NULL,
    price_id bigint,
    CONSTRAINT line_differs CHECK (amount_fen <> 0),
    CONSTRAINT line_kind CHECK (kind BETWEEN 1 AND 3)
) PARTITION BY LIST (roll_id);

-- An empty table for a draft, without index: it is loaded first and indexed after.
CREATE FUNCTION payments_empty_partition(roll bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_drop_partition(roll);
    EXECUTE format('CREATE TABLE payments_rollline_%s PARTITION OF payments_rollline FOR VALUES IN (%s)', roll, roll);
END $$;

CREATE FUNCTION payments_index_partition(roll bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE payments_rollline_%s ADD PRIMARY KEY (person_id, programme_id, for_month)', roll);
    EXECUTE format('ANALYZE payments_rollline_%s', roll);
END $$;

CREATE FUNCTION payments_drop_partition(roll bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_roll WHERE id = roll AND state <> 'draft') THEN
        RAISE EXCEPTION 'roll % is approved', roll USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS payments_rollline_%s', roll);
END $$;

CREATE FUNCTION payments_seal_partition(roll bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE ON payments_rollline_%s
        FOR EACH ROW EXECUTE FUNCTION kit_append_only()', roll);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON payments_rollline_%s
        FOR EACH STATEMENT EXECUTE FUNCTION kit_append_only()', roll);
END $$;
"""
UNDO = """
DROP TABLE payments_rollline;
DROP FUNCTION payments_seal_partition, payments_index_partition, payments_empty_partition, payments_drop_partition;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("kit", "0002_ledger")]
    operations = [migrations.RunSQL(TABLE, UNDO)]
