using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>One of the two runs.</summary>
public sealed record ComparedRun
{
    /// <summary>The rule-set document's name, or the built-in strategy's text.</summary>
    public required string Strategy { get; init; }

    public required string RuleSetId { get; init; }

    public required string StateHash { get; init; }

    /// <summary>Orders and cancels that were wanted, those that risk refused included.</summary>
    public required long Decisions { get; init; }
}

/// <summary>The metrics of one account in one currency.</summary>
public sealed record AccountComparison
{
    public required string Account { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<MetricComparison> Metrics { get; init; }

    public required DailyDifference Daily { get; init; }
}

/// <summary>Two backtests over the same data, side by side: the content of <c>comparison.json</c>. It names no path and no time of day.</summary>
public sealed record BacktestComparison
{
    public const string FileName = "comparison.json";

    public required ComparedRun A { get; init; }

    public required ComparedRun B { get; init; }

    /// <summary>Whether no decision, no metric and no day differs.</summary>
    public bool IsEqual => FirstDifference is null && Accounts.All(account =>
        account.Daily.IsZero && account.Metrics.All(metric => metric.A == metric.B));

    /// <summary>Of every account and currency that one of the runs used.</summary>
    public required IReadOnlyList<AccountComparison> Accounts { get; init; }

    /// <summary>Null when every decision is the same.</summary>
    public required DecisionDifference? FirstDifference { get; init; }

    /// <summary>As <see cref="BacktestReport.ToJson"/> writes.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, BacktestReport.Json), (byte)'\n'];

    /// <summary>Writes <c>comparison.json</c> at once or not at all. Comes last: a directory that has one holds both runs whole.</summary>
    public void Write(string directory)
    {
        using PartialFile file = new(Directory.CreateDirectory(directory).FullName, FileName);
        file.Write(ToJson());
        file.Seal();
        file.Publish();
    }
}
