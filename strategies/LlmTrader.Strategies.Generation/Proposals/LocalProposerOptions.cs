using LlmTrader.Strategies.Generation.Search;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>How parameters are chosen.</summary>
public enum ProposalMethod : byte
{
    /// <summary>Tree-structured Parzen estimators.</summary>
    Tpe,
    Random,
    Grid,
}

/// <summary>What the local search does.</summary>
public sealed record LocalProposerOptions
{
    public ProposalMethod Method { get; init; } = ProposalMethod.Tpe;

    /// <summary>Trials of one proposal, over all templates: each gets an equal share, or what its space has. A grid needs all of its points.</summary>
    public int Trials { get; init; } = 200;

    public SearchObjective Objective { get; init; } = SearchObjective.Sharpe;

    /// <summary>Round trips below which an outcome is chance.</summary>
    public long MinimumTrades { get; init; } = 10;

    /// <summary>Instruments of an empty universe.</summary>
    public int UniverseLimit { get; init; } = 200;

    /// <summary>Threads that backtest; the trials are the same on one.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option.</summary>
    public LocalProposerOptions Validated()
    {
        Require(Enum.IsDefined(Method), nameof(Method), "tpe, random or grid");
        Require(Trials is >= 1 and <= 1_000_000, nameof(Trials), "1 to 1,000,000");
        Require(MinimumTrades >= 0, nameof(MinimumTrades), "0 or more");
        Require(UniverseLimit is >= 1 and <= 512, nameof(UniverseLimit), "1 to 512, as many as a rule set may trade");
        Require(Threads is >= 1 and <= 1024, nameof(Threads), "1 to 1,024");
        return this;
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"Proposer option {option} must be {expected}."); }
    }
}
