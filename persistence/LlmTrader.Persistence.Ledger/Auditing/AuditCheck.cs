namespace LlmTrader.Persistence.Ledger.Auditing;

/// <summary>Finds the first row of <c>admin_audit</c> that somebody changed, removed or put in.</summary>
public static class AuditCheck
{
    /// <summary>
    /// By the chain alone, for where the journal's own requests are gone: every row's hash is that of its columns and is the next
    /// one's previous, and the last one's is what the checkpoint remembers. Who can rewrite all of that is found by <see cref="AgainstJournal"/> only.
    /// </summary>
    public static AuditFinding? ByItself(AuditTable table, string journal)
    {
        ArgumentNullException.ThrowIfNull(table);
        string previous = AuditRow.NoHash;
        long last = -1;
        foreach (AuditRow row in table.Rows)
        {
            if (row.PreviousHash != previous) { return new AuditFinding(row.Sequence, $"its previous hash is not that of the row before it ({(last < 0 ? "there is none" : $"sequence {last}")}): a row between them was removed, or one of the two was changed or put in."); }
            if (row.Hash != row.HashIn(journal)) { return new AuditFinding(row.Sequence, "its hash is not that of its columns: it was changed."); }
            (previous, last) = (row.Hash, row.Sequence);
        }

        return previous == table.Head ? null : new AuditFinding(last, "the projection's checkpoint remembers another last hash: rows behind it were removed, or it was put in.");
    }

    /// <summary>Row by row against those that the journal makes, as far as the projection came.</summary>
    /// <param name="table">The database's.</param>
    /// <param name="journal">The journal's, in order; may go further.</param>
    public static AuditFinding? AgainstJournal(AuditTable table, IEnumerable<AuditRow> journal)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(journal);
        int next = 0;
        foreach (AuditRow expected in journal.TakeWhile(row => row.Sequence <= table.InSequence))
        {
            if (next == table.Rows.Count || table.Rows[next].Sequence > expected.Sequence) { return new AuditFinding(expected.Sequence, "the journal has this request and the database does not: it was removed, or was projected before there was this table."); }
            AuditRow found = table.Rows[next++];
            if (found.Sequence < expected.Sequence) { return PutIn(found); }
            if (Difference(expected, found) is { } column) { return new AuditFinding(found.Sequence, $"its {column} is not what the journal says: it was changed."); }
        }

        return next < table.Rows.Count ? PutIn(table.Rows[next]) : null;
    }

    private static AuditFinding PutIn(AuditRow row) => new(row.Sequence, "the journal has no such request: it was put in.");

    private static string? Difference(AuditRow one, AuditRow other) =>
        one.TimeNs != other.TimeNs ? "time"
        : one.Epoch != other.Epoch ? "epoch"
        : one.RequestId != other.RequestId ? "request_id"
        : one.Who != other.Who ? "who"
        : one.What != other.What ? "what"
        : one.Why != other.Why ? "why"
        : one.PreviousHash != other.PreviousHash ? "previous_hash"
        : one.Hash != other.Hash ? "hash"
        : null;
}
