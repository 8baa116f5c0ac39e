using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>All that decisions depend on besides the events: fixed at start, validated once, part of a journal's manifest.</summary>
public sealed record EngineOptions
{
    public required InstrumentTable Instruments { get; init; }

    public required BarOptions Bars { get; init; }

    public required IReadOnlyList<AccountOptions> Accounts { get; init; }

    public RiskOptions Risk { get; init; } = new();

    public VenueOptions Venue { get; init; } = new();

    /// <summary>Who executes orders. With a gateway <see cref="Venue"/> and the order rules of <see cref="MarketRules"/> are the real venue's business.</summary>
    public ExecutionMode Execution { get; init; }

    /// <summary>What the venues ask of orders, by instrument and by rising date. An instrument without any trades around the clock.</summary>
    public IReadOnlyDictionary<InstrumentId, IReadOnlyList<MarketRules>> MarketRules { get; init; } = new Dictionary<InstrumentId, IReadOnlyList<MarketRules>>();

    public RuleSetOptions RuleSets { get; init; } = new();

    /// <summary>The account that the rule sets trade on.</summary>
    public AccountId StrategyAccount { get; init; }

    /// <summary>New orders that one event may cause; the next one is answered with <see cref="RejectReason.CommandBurst"/>. Cancels have the rest of a slot's 255.</summary>
    public int MaxCommandsPerEvent { get; init; } = 64;

    /// <summary>Sequences between two StateHash checkpoints, a power of two: often enough to find a divergence, rare enough to cost nothing.</summary>
    public int CheckpointInterval { get; init; } = 65_536;

    /// <summary>Accounts and their currencies in fixed order: the lines of the equity record.</summary>
    public IReadOnlyList<(AccountId Account, Currency Currency)> EquityLines
    {
        get
        {
            List<(AccountId, Currency)> lines = [];
            int own = 0;   // Where the account's begin.
            foreach (AccountOptions account in Accounts)
            {
                own = lines.Count;
                foreach (Money cash in account.InitialCash) { Add((account.Id, cash.Currency)); }
                foreach (Instrument instrument in Instruments.All) { Add((account.Id, instrument.Quote)); }
            }

            return lines;

            void Add((AccountId, Currency) line)
            {
                if (lines.IndexOf(line, own) < 0) { lines.Add(line); }
            }
        }
    }

    /// <summary>
    /// Events that the Sequencer may be ahead of the last stage when time comes from the sources: a market that runs faster
    /// than real time would else be sequenced far past the timers that its own bars ask for.
    /// </summary>
    internal const int MaxRunAhead = 4096;

    /// <summary>
    /// Room for all that can be on its way back to a Sequencer on another thread: per order <see cref="ReportCredit.PerOrder"/>
    /// reports, twice over; per event of the run-ahead a timer of each bar specification, two of the venue, one of risk and one of signals.
    /// </summary>
    internal int FeedbackCapacity => PowerOfTwo((2L * ReportCredit.PerOrder * MaxOpenOrders) + ((long)MaxRunAhead * (Bars.Specs.Count + 4)));

    /// <summary>As <see cref="FeedbackCapacity"/> where every event runs to its end before the next begins.</summary>
    internal int InlineFeedbackCapacity => PowerOfTwo(((long)ReportCredit.PerOrder * MaxOpenOrders) + 1024);

    private int MaxOpenOrders => Math.Max(Risk.MaxOpenOrders, Venue.MaxOpenOrders) + EngineOrders.MaxUnderWay;

    /// <summary>Verdicts that one event can carry: of every rule about every command it may have, and of what it breaks besides.</summary>
    internal int MaxVerdictsPerEvent => Math.Min(ushort.MaxValue, (OrderId.MaxCommandsPerEvent * (Risk.Rules.Count + 5)) + 256);

    /// <summary>Twice what one timer can close at once.</summary>
    internal int ClosedBarCapacity => Math.Max(4096, (4 * Instruments.Count * Math.Max(1, Bars.Specs.Count)) + FlatBarsAtOnce);

    // Where gaps are filled, a trade that closes a bar early can bring the whole run of flat bars before it.
    private int FlatBarsAtOnce => Bars.Gaps == GapPolicy.Skip ? 0 : Bars.Specs.Sum(spec => spec.Aggregation == BarAggregation.Time ? (int)(Bars.MaxFill.Nanoseconds / spec.Step) : 0);

    /// <summary>Throws <see cref="ArgumentException"/> that names the option when a value can't be used.</summary>
    public EngineOptions Validated()
    {
        Require(Enum.IsDefined(Execution), nameof(Execution), "simulated or gateway");
        Require(Instruments.Count > 0, nameof(Instruments), "at least one");
        Require(Accounts.Count > 0, nameof(Accounts), "at least one");
        for (int i = 0; i < Accounts.Count; i++)
        {
            Require(Accounts[i].Id.Value == i, nameof(Accounts), "numbered 0, 1, 2, …");
            Accounts[i].Validated(Instruments);
        }

        Require(StrategyAccount.Value < Accounts.Count, nameof(StrategyAccount), "one of the accounts");
        _ = new MarketRulesTable(Instruments, MarketRules);   // It says what can't be used.
        RuleSets.Validated(Accounts[StrategyAccount.Value]);
        Risk.Validated(Instruments, Accounts.Count, RuleSets.Slots);
        Require(MaxCommandsPerEvent is >= 1 and < OrderId.MaxCommandsPerEvent, nameof(MaxCommandsPerEvent), $"1 to {OrderId.MaxCommandsPerEvent - 1}");
        Require(CheckpointInterval >= 16 && BitOperations.IsPow2(CheckpointInterval), nameof(CheckpointInterval), "a power of two from 16");
        return this;
    }

    private static int PowerOfTwo(long atLeast) => (int)BitOperations.RoundUpToPowerOf2((ulong)atLeast);

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"Engine option {option} must be {expected}."); }
    }
}
