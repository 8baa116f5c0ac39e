using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>What a rebuild of PostgreSQL's projection did and found.</summary>
/// <param name="rows">In partitioned tables.</param>
/// <param name="copySeconds">Until all rows were there.</param>
/// <param name="seconds">Until they had their keys and indexes too.</param>
/// <param name="hadProjection">There was one, and the proofs compare with it; else they compare with the journal's rows.</param>
/// <param name="isEqual">In every table.</param>
/// <param name="isReplaced">What was rebuilt is the projection now.</param>
/// <param name="tables">The proofs.</param>
internal sealed class LedgerRebuildResult(long rows, double copySeconds, double seconds, bool hadProjection, bool isEqual, bool isReplaced, IReadOnlyList<TableProof> tables)
{
    public long Rows => rows;

    public double CopySeconds => copySeconds;

    public double Seconds => seconds;

    /// <summary>Over all of the time, indexes included.</summary>
    public double RowsPerSecond => rows / seconds;

    public bool HadProjection => hadProjection;

    public bool IsEqual => isEqual;

    public bool IsReplaced => isReplaced;

    public IReadOnlyList<TableProof> Tables => tables;

    public void Print(Session session)
    {
        session.WriteLine($"Rebuilt {Figure.Count(rows)} rows in {seconds:F2} s (copied in {copySeconds:F2} s, then keys and indexes): {Figure.Count((long)RowsPerSecond)} rows/s.");
        ProofTable.Print(session, hadProjection ? "projection" : "journal", "rebuilt", tables);
        session.WriteLine((isEqual, hadProjection) switch
        {
            (true, true) => "The projection is what the journal says.",
            (true, false) => "There was no projection of this journal; now there is, and it holds what the journal says.",
            (false, true) => "The projection is not what the journal says.",
            (false, false) => "What the database holds is not what was written to it; nothing was put in place.",
        });
        if (isReplaced && hadProjection) { session.WriteLine("The rebuilt rows have taken the old ones' place."); }
    }
}
