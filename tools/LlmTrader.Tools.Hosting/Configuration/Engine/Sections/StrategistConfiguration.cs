using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What looks for better rules beside the engine; `llmtrader up` starts it when it is enabled.</summary>
public sealed record StrategistConfiguration
{
    [Description("Whether llmtrader up starts it. llmtrader strategist runs it in any case.")]
    public bool Enabled { get; init; }

    [Description("Where its own journal lies; against this file's directory when relative.")]
    public string Directory { get; init; } = "strategist";

    [Description("Journals whose history judges candidates, such as imported ones; the engine's own when left out.")]
    public IReadOnlyList<string> Data { get; init; } = [];

    [Description("Instruments that candidates may trade, as SYMBOL.VENUE; all of the engine's, up to universe_limit, when left out.")]
    public IReadOnlyList<string> Universe { get; init; } = [];

    [Within("1", "512")]
    [Description("The most instruments where universe names none.")]
    public int UniverseLimit { get; init; } = 200;

    [Description("Rule-set files whose parameters are searched; those that come with the program when left out.")]
    public IReadOnlyList<string> Templates { get; init; } = [];

    [Within("0", "63")]
    [Description("The slot whose rules it changes: the place of a rule set in rule_sets, from 0.")]
    public int Slot { get; init; }

    [Description("Equal seeds on equal history propose equal candidates.")]
    public ulong Seed { get; init; } = 1;

    [Description("Who proposes.")]
    public ProposerConfiguration Proposer { get; init; } = new();

    [Within("1", "256")]
    [Description("Threads that backtest; two fewer than the cores when left out, and no more than threads.affinity and threads.urgent_cores leave. They run at a lower priority than the engine's.")]
    public int? Threads { get; init; }

    [Description("When it looks, as cron expressions of Quartz in UTC: seconds minutes hours day-of-month month day-of-week.")]
    public IReadOnlyList<string> Schedule { get; init; } = [];

    [Description("When it looks besides.")]
    public TriggerConfiguration Triggers { get; init; } = new();

    [Description("What a candidate must show on history.")]
    public AcceptanceConfiguration Acceptance { get; init; } = new();

    [Description("Who lets a candidate in.")]
    public ApprovalConfiguration Approval { get; init; } = new();

    [Within("0s", "30d")]
    [Description("How long a candidate records what it would do before it may do it.")]
    public TimeSpan Shadow { get; init; } = TimeSpan.FromHours(1);

    [Description("How its share of the slot's capital grows.")]
    public CanaryConfiguration Canary { get; init; } = new();

    [Description("How it is watched, and what takes it back.")]
    public ProbationConfiguration Probation { get; init; } = new();

    [Within("1", "100")]
    [Description("So many decisions in a row that failed end in the safe mode: the slot opens nothing more until a person resumes it.")]
    public int FailuresToSafeMode { get; init; } = 3;
}

/// <summary>Who proposes.</summary>
public sealed record ProposerConfiguration
{
    [Description("How parameters are searched.")]
    public SearchMethod Method { get; init; } = SearchMethod.Tpe;

    [Within("1", "100000")]
    [Description("Parameter sets that a proposal is the best of, over all templates; each counts as a trial. A grid needs all of its points.")]
    public int Trials { get; init; } = 200;
}

/// <summary>How parameters are searched.</summary>
public enum SearchMethod
{
    Random,
    Grid,

    /// <summary>Tree-structured Parzen estimators: near what was good so far.</summary>
    Tpe,
}

/// <summary>When the strategist looks besides its schedule.</summary>
public sealed record TriggerConfiguration
{
    [Description("At the opening of a session.")]
    public bool SessionOpen { get; init; }

    [CanBeOff]
    [Within("0.1%", "100%")]
    [Description("When the account's drawdown goes beyond it.")]
    public Ratio? Drawdown { get; init; }

    [Description("When the market's regime changes.")]
    public bool RegimeChange { get; init; }

    [Within("1s", "30d")]
    [Description("Between two looks that triggers cause.")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>What a candidate must show on history.</summary>
public sealed record AcceptanceConfiguration
{
    [Within("0", "1")]
    [Description("The least deflated Sharpe ratio, a probability.")]
    public decimal DeflatedSharpe { get; init; } = 0.95m;

    [Within("0", "1")]
    [Description("The largest probability of backtest overfitting.")]
    public decimal OverfittingProbability { get; init; } = 0.2m;

    [Within("0", "1")]
    [Description("The largest share of shuffled markets in which the rules do as well.")]
    public decimal PermutationP { get; init; } = 0.05m;

    [Within("20", "100000")]
    [Description("Shuffled markets.")]
    public int Permutations { get; init; } = 1000;

    [Within("0", "10")]
    [Description("The least share of the return in sample that is left out of sample.")]
    public decimal WalkForwardEfficiency { get; init; } = 0.5m;

    [Within("0", "1000000")]
    [Description("The fewest round trips out of sample.")]
    public int OutOfSampleTrades { get; init; } = 30;

    [Within("0%", "1000%")]
    [Description("The return out of sample must be above it.")]
    public Ratio MinimumReturn { get; init; }

    [Within("0%", "100%")]
    [Description("The largest loss from a peak in each part of the history.")]
    public Ratio MaxDrawdown { get; init; } = Ratio.Percent(25);

    [Within("0", "1")]
    [Description("The least share of the sub-periods in which something was earned.")]
    public decimal StableSubPeriods { get; init; } = 0.6m;

    [Within("1%", "90%")]
    [Description("The share of the history that no search sees.")]
    public Ratio OutOfSampleShare { get; init; } = Ratio.Percent(20);

    [Within("1%", "90%")]
    [Description("The share of the history at its end that each family of candidates sees once.")]
    public Ratio HoldOutShare { get; init; } = Ratio.Percent(20);
}

/// <summary>Who lets a candidate in.</summary>
public sealed record ApprovalConfiguration
{
    [Within("0%", "100%")]
    [Description("Candidates whose worst case risks less of the equity than this need no person; 0% asks for each.")]
    public Ratio AutomaticBelow { get; init; }

    [Within("1s", "30d")]
    [Description("After this long without an answer the rules stay as they are.")]
    public TimeSpan Expires { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>How a candidate's share of the slot's capital grows.</summary>
public sealed record CanaryConfiguration
{
    [Description("Rising shares, the last 100%.")]
    public IReadOnlyList<Ratio> Shares { get; init; } = [Ratio.Percent(10), Ratio.Percent(25), Ratio.Percent(50), Ratio.Percent(100)];

    [Within("1s", "30d")]
    [Description("How long it stays at each.")]
    public TimeSpan Step { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>How an active candidate is watched, and what takes it back.</summary>
public sealed record ProbationConfiguration
{
    [Within("1s", "365d")]
    [Description("How long, at least until it has all of the capital.")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(1);

    [Within("0.01%", "100%")]
    [Description("A loss from its peak beyond this share of its capital takes it back.")]
    public Ratio MaxDrawdown { get; init; } = Ratio.Percent(5);

    [Within("0.01%", "100%")]
    [Description("What it earned may differ so much, as a share of its capital, from what the same time gives in a backtest.")]
    public Ratio MaxDivergence { get; init; } = Ratio.Percent(2);
}
