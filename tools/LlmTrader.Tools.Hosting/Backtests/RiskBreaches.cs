using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>How a risk rule was broken in a run: the first time with what it saw, and how often.</summary>
public sealed record RiskBreach
{
    /// <summary>As in the configuration; below zero a limit of the run's own options.</summary>
    public required int Rule { get; init; }

    /// <summary>As a risk file writes it.</summary>
    public required string Kind { get; init; }

    public required string FirstTime { get; init; }

    /// <summary>The instrument of the first time; null when the rule was about none.</summary>
    public required string? Instrument { get; init; }

    /// <summary>In the rule's unit.</summary>
    public required string Observed { get; init; }

    /// <summary>In the rule's unit.</summary>
    public required string Limit { get; init; }

    public required RiskAction Action { get; init; }

    /// <summary>Verdicts: a rule that watches says it once when it breaks, one that is asked once for each order.</summary>
    public required long Times { get; init; }
}

/// <summary>Gathers breaches from a run's derived stream, and passes it on.</summary>
internal sealed class RiskBreachTally(EngineOptions options, IOutJournal next) : IOutJournal
{
    private readonly Dictionary<int, (OutRecord First, long Times)> _byRule = [];

    /// <summary>In the order in which the rules were first broken.</summary>
    public IReadOnlyList<RiskBreach> Read() => [.. _byRule.Values.OrderBy(breach => breach.First.Sequence).ThenBy(breach => breach.First.Verdict.RuleId).Select(breach => Read(in breach.First, breach.Times))];

    public void Append(in OutRecord record)
    {
        if (record.Kind == OutKind.Verdict && record.Verdict.Reason != RejectReason.None)
        {
            int rule = record.Verdict.RuleId;
            _byRule[rule] = _byRule.TryGetValue(rule, out (OutRecord First, long Times) known) ? (known.First, known.Times + 1) : (record, 1);
        }

        next.Append(in record);
    }

    public void EndOfBatch() => next.EndOfBatch();

    public void Complete() => next.Complete();

    private RiskBreach Read(in OutRecord record, long times)
    {
        RiskVerdict verdict = record.Verdict;
        Instrument? instrument = options.Instruments.Contains(record.Instrument) ? options.Instruments[record.Instrument] : null;
        RiskRuleKind kind = verdict.RuleId > 0 ? options.Risk.Rules.FirstOrDefault(rule => rule.Id == verdict.RuleId)?.Kind ?? default : (RiskRuleKind)(-verdict.RuleId);
        return new RiskBreach
        {
            Rule = verdict.RuleId,
            Kind = JsonNamingPolicy.CamelCase.ConvertName(Enum.IsDefined(kind) ? kind.ToString() : verdict.Reason.ToString()),
            FirstTime = record.Time.ToString(),
            Instrument = instrument?.FullName,
            Observed = RiskLimitText.Format(kind, verdict.Observed, instrument),
            Limit = RiskLimitText.Format(kind, verdict.Limit, instrument),
            Action = verdict.Action,
            Times = times,
        };
    }
}
