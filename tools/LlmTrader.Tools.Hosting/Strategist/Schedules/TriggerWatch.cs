using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Strategist.Schedules;

/// <summary>Reasons to look besides the schedule: each the change of something, and none sooner than the pause behind the one before.</summary>
public sealed class TriggerWatch(TriggerConfiguration triggers)
{
    private static readonly Duration Period = Duration.FromSeconds(15);

    private Timestamp _next = Timestamp.MinValue;
    private bool? _wasOpen;
    private bool _wasDeep;
    private MarketRegime _regime;

    /// <summary>What has happened since the last look; null for nothing. What was so at the first look is no change.</summary>
    /// <param name="now">The time.</param>
    /// <param name="look">Asks the engine; only as often as it needs to be asked.</param>
    public string? Look(Timestamp now, Func<ObservationFacts> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        if (now < _next || (!triggers.SessionOpen && triggers.Drawdown is null && !triggers.RegimeChange)) { return null; }
        _next = now + Period;
        string? why = Changed(look());
        if (why is not null) { _next = now + new Duration(triggers.Pause.Ticks * TimeSpan.NanosecondsPerTick); }
        return why;
    }

    private string? Changed(ObservationFacts facts)
    {
        bool isOpen = facts.Instruments.Any(one => one.Status == "continuous");
        bool opens = triggers.SessionOpen && isOpen && _wasOpen == false;
        _wasOpen = isOpen;

        bool isDeep = triggers.Drawdown is { } limit && facts.Accounts.Any(account => account.Peak > 0 && account.Peak - account.Equity > account.Peak * limit.BasisPoints / 10_000m);
        bool deepens = isDeep && !_wasDeep;
        _wasDeep = isDeep;

        MarketRegime regime = triggers.RegimeChange ? RegimeOf(facts) : MarketRegime.Unknown;
        bool turns = regime != MarketRegime.Unknown && _regime != MarketRegime.Unknown && regime != _regime;
        if (regime != MarketRegime.Unknown) { _regime = regime; }
        return opens ? "session_open" : deepens ? "drawdown" : turns ? "regime_change" : null;
    }

    // By the longest bars: shorter ones turn all the time.
    private static MarketRegime RegimeOf(ObservationFacts facts) => ObservationBuilder.Build(facts).Breadth is [.., { } longest] ? longest.Regime : MarketRegime.Unknown;
}
