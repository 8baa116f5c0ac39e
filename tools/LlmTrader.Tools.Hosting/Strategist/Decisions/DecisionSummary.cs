using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tools.Hosting.Strategist.Decisions;

/// <summary>A decision in one line.</summary>
public sealed record DecisionSummary
{
    public required string Id { get; init; }

    public required Timestamp Began { get; init; }

    /// <summary>Null while it is under way.</summary>
    public Timestamp? Ended { get; init; }

    /// <summary>What began it.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>Who proposed; null before a proposal.</summary>
    public string? Proposer { get; init; }

    public string? Template { get; init; }

    /// <summary>SHA-256 of the candidate's text.</summary>
    public string? Hash { get; init; }

    /// <summary>Share of equity at risk, as the gate has it.</summary>
    public double? Risk { get; init; }

    /// <summary>Where it stands: its last kind of record, or how it ended.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended so.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it counts as a failure.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether it ended before its end, through nobody's failure: another set came into the slot, or a restart into the hold-out.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>Every decision of a journal, in the order of their beginning.</summary>
    /// <exception cref="DecisionCorruptException">The journal is not what was written.</exception>
    public static IReadOnlyList<DecisionSummary> Of(IEnumerable<DecisionRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Dictionary<string, DecisionSummary> found = new(StringComparer.Ordinal);
        List<string> order = [];
        foreach (DecisionRecord record in records)
        {
            if (record.Kind is DecisionKind.ModelCall or DecisionKind.ModelRequest) { continue; }    // It moves no decision, and may belong to none.
            if (!found.TryGetValue(record.Decision, out DecisionSummary? known))
            {
                order.Add(record.Decision);
                known = new DecisionSummary { Id = record.Decision, Began = record.Time, State = "" };
            }

            found[record.Decision] = known.With(record);
        }

        return [.. order.Select(id => found[id])];
    }

    private DecisionSummary With(DecisionRecord record) => record.Kind switch
    {
        DecisionKind.Observation => this with { Trigger = record.Body.Text("trigger") ?? "", State = "observed" },
        DecisionKind.Proposal => this with { Proposer = record.Body.Text("proposer"), Template = record.Body.Text("template"), Hash = record.Body.Text("hash"), State = "proposed" },
        DecisionKind.Gate => this with { Risk = record.Body.Number("risk"), State = DecisionKinds.Name(record.Kind) },
        DecisionKind.Outcome => this with { Ended = record.Time, State = record.Body.Text("result") ?? "", Reason = record.Body.Text("reason"), HasFailed = record.Body.Flag("failed"), IsCutShort = record.Body.Flag("cut_short") },
        _ when Ended is not null => this,    // What follows the end raises the share again, or is the safe mode.
        _ => this with { State = DecisionKinds.Name(record.Kind) },
    };
}
