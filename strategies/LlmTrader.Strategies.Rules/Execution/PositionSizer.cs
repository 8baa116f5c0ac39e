using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Turns a sizing block's number into whole lots of one instrument. Sizes that are a part of equity are zero when equity is
/// zero or below: such a set stops entering, exits and stops go on, and each entry that it misses is answered with
/// <see cref="RejectReason.BelowOneLot"/> and counted (<see cref="ClauseCounts.BelowOneLot"/>).
/// </summary>
internal sealed class PositionSizer : ISnapshotState
{
    private readonly Instrument _instrument;
    private readonly InstrumentScale _scale;
    private readonly RuleRoot _root;
    private readonly SizingKind _kind;
    private readonly double _maxLeverage;
    private readonly HistoricalVolatility? _volatility;

    public PositionSizer(RuleRoot root, SizingKind kind, Instrument instrument, InstrumentScale scale)
    {
        (_root, _kind, _instrument, _scale) = (root, kind, instrument, scale);
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a volatility target over bars that are no spans of time.</summary>
    public PositionSizer(RuleRoot root, SizingRule rule, BarSpec bar, Instrument instrument, InstrumentScale scale)
        : this(root, rule.Kind, instrument, scale)
    {
        if (rule.Kind != SizingKind.VolatilityTarget) { return; }
        if (bar.Aggregation != BarAggregation.Time) { throw new ArgumentException($"A volatility target is a year's and needs bars of time; {bar} has none."); }
        _maxLeverage = rule.MaxLeverage;
        _volatility = new HistoricalVolatility(rule.VolatilityBars, VenueClock.Of(instrument).BarsPerYear(bar));
    }

    /// <summary>Bars of stream 0 that it needs by itself, besides its number's.</summary>
    public int WarmUp => _volatility?.WarmUp ?? 0;

    public bool IsWarm(IProgramEvaluator program) => Warmth.IsWarm(program, _root) && program.BarsSeen(0) >= WarmUp;

    /// <summary>A closed bar of stream 0, also before the set decides.</summary>
    public void OnBar(double close) => _volatility?.Next(close);

    /// <summary>
    /// The size of one entry, zero below one lot. Throws <see cref="RuleSetFaultException"/> for a number that is no size.
    /// </summary>
    /// <param name="program">Whose size clause was just computed.</param>
    /// <param name="context">For equity.</param>
    /// <param name="price">What the position is worth a unit: the close.</param>
    /// <param name="stopDistance">From that price to the stop; read for risk per trade only.</param>
    public Quantity Size(IProgramEvaluator program, IRuleSetContext context, double price, double stopDistance)
    {
        double number = program[_root.Node];
        double fraction = number / 100;
        double size = _kind switch
        {
            SizingKind.Quantity => number,
            SizingKind.Notional => number / price,
            SizingKind.PercentOfEquity => Equity(context) * fraction / price,
            SizingKind.VolatilityTarget => Equity(context) * Leverage(fraction) / price,
            _ => stopDistance > 0 ? Equity(context) * fraction / stopDistance : 0,   // A stop on the wrong side already: nothing to risk.
        };
        if (double.IsNaN(size)) { throw Fault(RuleSetFault.SizeIsNaN); }
        if (size < 0 && number < 0) { throw Fault(RuleSetFault.SizeIsNegative); }
        if (!_scale.FloorToLots(Math.Max(0, size), out Quantity quantity)) { throw Fault(RuleSetFault.SizeIsTooLarge); }   // Equity below 0 buys nothing.
        return quantity;
    }

    public void Transfer(ISnapshotTransfer transfer) => _volatility?.Transfer(transfer);

    private double Equity(IRuleSetContext context) => InstrumentScale.ToDouble(context.Equity(_instrument.Quote));

    // A market that does not move at all would ask for an infinite position.
    private double Leverage(double target)
    {
        double volatility = _volatility!.Value;
        return volatility == 0 ? _maxLeverage : Math.Min(_maxLeverage, target / volatility);
    }

    private RuleSetFaultException Fault(RuleSetFault fault) => new(fault, _instrument, _root.Clause);
}
