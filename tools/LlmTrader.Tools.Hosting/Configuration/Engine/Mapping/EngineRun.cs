using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What an engine's decisions depend on, as its journal's manifest pins it.</summary>
public static class EngineRun
{
    /// <summary>
    /// The run of a configuration on these instruments. It begins with a set that decides nothing in the first slot and with empty
    /// other slots; the host stages the configured sets by events. The mode is an event's business too, and not part of it.
    /// </summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="instruments">See <see cref="EngineInstruments.Build"/>.</param>
    /// <exception cref="Runs.RunException">A rule set's file or a latency file can't be read.</exception>
    /// <exception cref="ConfigurationException">A default does not fit: what to write instead.</exception>
    /// <exception cref="ArgumentException">A rule set has a mistake.</exception>
    public static RunConfiguration ToRun(this EngineConfiguration configuration, InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(instruments);
        IReadOnlyList<EngineRuleSet> sets = EngineRuleSet.ReadAll(configuration);
        BarSpec[] bars = BarsOf(configuration, sets);
        (RiskConfiguration risk, FillConfiguration fills) = (configuration.Risk, configuration.Fills);
        return new RunConfiguration
        {
            Strategy = RuleSets.None,
            Bars = [.. bars.Select(bar => bar.ToString())],
            BarCloseDelay = Nanoseconds(configuration.Bars.CloseDelay),
            LateTicks = configuration.Bars.LateTicks,
            Gaps = configuration.Bars.Gaps,
            RetainedBars = sets.Select(set => set.Compile(instruments, bars).WarmUpBars).Append(configuration.Bars.Retained).Max(),
            Slots = SlotShares.Of(configuration),
            Accounts = configuration.Accounts,
            Limits = new LimitsConfiguration
            {
                OrderNotional = risk.OrderNotional is { } notional ? (long)(notional * Money.One) : 0,
                PriceCollar = risk.PriceCollar?.BasisPoints ?? 0,
                OrderRate = risk.OrderRate ?? 0,
                ShortSelling = risk.ShortSelling,
            },
            RiskRules = DefaultRiskRules.With(configuration, instruments),
            TradingState = risk.TradingState,
            MaxOpenOrders = risk.MaxOpenOrders,
            MaxCommandsPerEvent = risk.MaxOrdersPerEvent,
            MarketRules = configuration.MarketRules.Count == 0 ? null : configuration.MarketRules,
            EntryLatency = fills.LatencyFile is null ? Nanoseconds(fills.EntryLatency) : 0,    // The file stands in for both.
            ResponseLatency = fills.LatencyFile is null ? Nanoseconds(fills.ResponseLatency) : 0,
            Latency = fills.LatencyFile is { } file
                ? LatencyConfiguration.From(LatencyFile.Read(Path.GetFullPath(file, configuration.BaseDirectory), fills.LatencyUse, fills.LatencySeed)) : null,
            ParticipationPercent = fills.Participation,
            FillOnTouch = fills.FillOnTouch,
            Queue = OrNull(fills.Queue),
            Slippage = OrNull(fills.Slippage),
            DepthSlippage = OrNull(fills.DepthSlippage),
            Books = fills.Books ? Math.Min(instruments.Count, VenueOptions.MaxBooksCeiling) : 0,
            SelfTrade = fills.SelfTrade == VenueSelfTrade.None ? null : SelfTradeText.Words.Single(one => one.Value == fills.SelfTrade).Word,
        };
    }

    /// <summary>All bars that are built: those of the configuration, then those that rule sets name. Throws <see cref="FormatException"/>.</summary>
    public static BarSpec[] BarsOf(EngineConfiguration configuration, IReadOnlyList<EngineRuleSet> sets)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        IEnumerable<string> written = configuration.Bars.Specs.Concat(configuration.RuleSets.SelectMany(set => set.Bars));
        return [.. written.Select(BarSpec.Parse).Concat(sets.SelectMany(set => set.Bars)).Distinct()];
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private static string? OrNull(string text) => text == "none" ? null : text;
}
