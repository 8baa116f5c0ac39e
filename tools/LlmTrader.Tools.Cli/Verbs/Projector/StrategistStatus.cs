using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>How far PostgreSQL is behind the strategist's journal.</summary>
/// <param name="EndSequence">Of the journal's last record; 0 when there is none yet.</param>
/// <param name="Sequence">Of the last record that the database has.</param>
/// <param name="Head">SHA-256 of that record's line.</param>
/// <param name="LagSeconds">Null before the first record is projected.</param>
/// <param name="Fault">What is wrong with the journal; null when nothing is.</param>
/// <param name="Trouble">Why a projector stood still when it was last seen; null when it did not.</param>
internal sealed record StrategistStatus(string Directory, long EndSequence, long Sequence, string Head, long LagRecords, double? LagSeconds, string? Fault, TroubleNote? Trouble)
{
    public bool IsWell => Fault is null && Trouble is null;

    /// <summary>Of a database that answers.</summary>
    public static async Task<StrategistStatus> AskAsync(JournalDirectory journal, string directory, LedgerOptions options, CancellationToken cancel)
    {
        DecisionPlace place = await StrategistPlace.ReadAsync(options, journal.Manifest.JournalId, cancel);
        StrategistTail tail = StrategistTail.Of(directory, place, cancel);
        TroubleNote? trouble = new PumpTrouble(journal.FollowersPath, StrategistPump.Name, isKept: false).Read();
        return new StrategistStatus(Path.GetFullPath(directory), tail.End, place.Sequence, place.Head, tail.Lag, tail.LagSeconds, tail.Fault, trouble);
    }

    public override string ToString()
    {
        string place = $"{StrategistPump.Name}: record {Sequence} of {EndSequence}; behind by {Figure.Count(LagRecords)} records{(LagSeconds is { } seconds ? $", {seconds:F1} s" : "")}";
        if (Fault is not null) { place = $"{place}; {Fault}"; }
        return Trouble is null ? place : $"{place}; the projector stands still since {Trouble.Since:yyyy-MM-ddTHH:mm:ssZ}: {Trouble.Error} {Trouble.Remedy}".TrimEnd();
    }
}
