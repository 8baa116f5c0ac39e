using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What a chain knows: the fold of its journal, after a restart the same as before it.</summary>
public sealed record ChainState
{
    /// <summary>All of the slot's capital.</summary>
    public const double FullShare = 1;

    public static ChainState Empty { get; } = new();

    /// <summary>Decisions so far.</summary>
    public long Decisions { get; init; }

    /// <summary>The one under way; null when there is none.</summary>
    public DecisionState? Current { get; init; }

    /// <summary>Decisions in a row that failed.</summary>
    public int Failures { get; init; }

    public bool IsSafeMode { get; init; }

    /// <summary>Whether the engine has been told so.</summary>
    public bool SafeModeConfirmed { get; init; }

    /// <summary>The share of capital that the slot should have.</summary>
    public double Share { get; init; } = FullShare;

    /// <summary>Whether the engine has been told so.</summary>
    public bool ShareConfirmed { get; init; } = true;

    /// <summary>The share that the engine has, as far as the strategist knows.</summary>
    public double ToldShare { get; init; } = FullShare;

    /// <summary>What people let the slot have: found when the deployment began, or set by somebody since. Never raised above it.</summary>
    public double Ceiling { get; init; } = FullShare;

    /// <summary>Candidates that were staged, or asked to be, with their decisions.</summary>
    public ImmutableSortedDictionary<string, string> Staged { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public string NextId => string.Create(CultureInfo.InvariantCulture, $"d{Decisions + 1:D6}");

    public static ChainState Of(IEnumerable<ChainRecord> records) => records.Aggregate(Empty, (state, record) => state.Apply(record));

    /// <summary>The state behind one more record.</summary>
    /// <exception cref="FormatException">The record can't follow what is known.</exception>
    public ChainState Apply(ChainRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        switch (record.Kind)
        {
            case ChainKinds.Observation:
                return this with
                {
                    Decisions = Decisions + 1,
                    Current = new DecisionState
                    {
                        Id = record.Decision,
                        Since = record.Time,
                        Trigger = record.Text("trigger") ?? "",
                        Seed = ulong.Parse(record.Text("seed") ?? "0", CultureInfo.InvariantCulture),
                        ObservationHash = record.Text("hash") ?? "",
                        IsDryRun = record.Flag("dry_run"),
                    },
                };
            case ChainKinds.Trial or ChainKinds.ModelCall or ChainKinds.ModelRequest:
                return this;    // Of the ledgers that count them.
            case ChainKinds.HoldOut:
                return this with { Current = Current is null ? null : Current with { HoldOutOpened = true } };
            case ChainKinds.Capital:
                bool isConfirmed = record.Flag("confirmed");
                return this with
                {
                    Share = record.Number("share"),
                    ShareConfirmed = isConfirmed,
                    ToldShare = isConfirmed ? record.Number("share") : record.Has("found") ? record.Number("found") : ToldShare,
                    Ceiling = record.Has("ceiling") ? record.Number("ceiling") : Ceiling,
                    Current = Current is null ? null : WithShare(Current, isConfirmed ? new CapitalStep(record.Time, record.Number("share")) : null),
                };
            case ChainKinds.SafeMode:
                return this with { IsSafeMode = record.Flag("on"), SafeModeConfirmed = record.Flag("confirmed"), Failures = record.Flag("on") ? Failures : 0 };
            case ChainKinds.Outcome:
                return this with
                {
                    Current = null,
                    Failures = record.Flag("failed") ? Failures + 1 : 0,
                    Share = Ceiling,
                    ShareConfirmed = ShareConfirmed && Share == Ceiling,    // What was lowered for the candidate is raised again for what follows.
                };
            case ChainKinds.StageRequested:
                return this with { Staged = Staged.SetItem(Of(record).Hash, record.Decision), Current = DecisionFold.Apply(Of(record), record) };
            case ChainKinds.Activated:
                return this with { Current = DecisionFold.Apply(Of(record), record) with { Steps = [new CapitalStep(record.Time, Share)] } };
            default:
                return this with { Current = DecisionFold.Apply(Of(record), record) };
        }
    }

    // What it is given before its activation is where it begins.
    private static DecisionState WithShare(DecisionState current, CapitalStep? confirmed) => confirmed is not { } step
        ? current with { HasShare = true }
        : current with { HasShare = true, ShareSince = step.Since, Steps = current.Steps.IsEmpty ? [] : current.Steps.Add(step) };

    private DecisionState Of(ChainRecord record) => Current is not null && Current.Id == record.Decision
        ? Current : throw new FormatException($"A record '{record.Kind}' of the decision '{record.Decision}' follows, and {(Current is null ? "none" : $"'{Current.Id}'")} is under way.");
}
